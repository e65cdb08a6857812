"""A spelling check for Cusco-Collao Quechua in the official three-vowel alphabet (RM 1218-85-ED).

The catalogue is a closed vocabulary of a few hundred roots, so roots from our own glossary and a grammar of suffixes
serve better than a general analyser. A note's level says how sure it is: E a certain fault, V a word that cannot be
derived from the glossary (it needs a source in `allowed.csv`), W something to look at.

    python i18n/quz_lint.py FILE        one text a line; or from standard input
"""

import csv
import itertools
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+(?:'[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+)*")
LETTER = re.compile(r"chh|ch'|ch|kh|k'|ph|p'|qh|q'|th|t'|ll|[aiuhklmnñpqrstwy]")
LARYNGEAL = re.compile(r"chh|ch'|kh|k'|ph|p'|qh|q'|th|t'")
NUMERALS = {"iskay", "kimsa", "tawa", "pichqa", "suqta", "qanchis", "pusaq", "isqun", "chunka", "pachak"}
SPANISH = {"de", "del", "la", "las", "el", "los", "que", "por", "para", "con", "una", "un", "en", "y"}
LEVELS = "EVW"

# Forms of other varieties or of an unofficial spelling, and what stands here instead.
NOT_OURS = (
    (r"^(huq|hoq|juk|huj|uk)$", "huk"),
    (r"^kinsa", "kimsa"),
    (r"^(p[hi]*sqa|pishqa|phichqa)$", "pichqa"),
    (r"^ñ?oqa|^nuqa", "ñuqa"),
    (r"^qan(\b|kuna|ta|pa|paq|wan|man|manta|chu|mi|qa)", "qam"),
    (r"^ñi(y|sqa|n|spa)", "ni- (nisqa, nispa)"),
    (r"^llank'a", "llamk'a-"),
    (r"^wisq'?a|^wishq'?a|^wichqa", "wichq'a-"),
    (r"^p'unch[ai]y|^punchaw|^p'unchau", "p'unchaw"),
    (r"^hallp'a|^jallp'a", "allpa"),
    (r"^maska", "maskha-"),
    (r"^(jatun|jamu|jina|jap'i|jawa)", "h-, not j-"),
    (r"^panpa|^hanpi|^tanpu|^kunpa", "mp inside roots"),
    (r"^(qolq|qulq|qollq)", "qullqi"),
    (r"^achkha|^askha", "achka"),
    (r"^muchusqa", "hunt'anapuni (muchuy is to suffer)"),
    (r"^sipi", "pichay (sipiy is to kill)"),
    (r"^chinkachi", "tatichiy (chinkachiy is to make vanish)"),
    (r"^warayuq", "alcalde (warayuq is another office)"),
    (r"(?<=[aiuy])sha(?=n|ni|nki|nku|nchi|qti|pti|spa|rqa|sqa|y|q|na)|kashan", "progressive -chka-"),
    (r"(?<!^qa)nchis(?!qa)", "-nchik"),
    (r"[yn]kichis(?!qa)|waychis(?!qa)|ychischu", "-kichik, -ychik"),
    (r"qti(?=y|yki|n|nchik|yku|nku|s)", "-pti-"),
    (r"[aiu]j$", "final -q or -k, never -j"),
)

_N_TAIL = (
    r"(?:cha|sapa|(?:ni)?yuq|(?:ni)?nnaq|masi)*(?:(?:ni)?(?:ykichik|yki|yku|y|nchik|nku|n))?(?:kuna)?"
    r"(?:(?:ni)?ntin|pura|kama|niq)?(?:ta|pa|p|manta|man|paq|pi)?(?:wan|rayku|kama|hina|niraq|pas)*"
)
_CLITICS = r"(?:lla)?(?:puni)?(?:raq|ña)?(?:pas)?(?:taq)?(?:chu)?(?:qa|mi|m|si|s|chá|cha|ch|ri|yá|má)?"
_DERIVED = r"(?:yku|yka|rqu|rqa|ri|chi|mu|pu|mpu|ku|ka|naku|naka|ysi|paya|raya|kacha|naya|rpari|lla|tiya|pa|na)*?"
_FINITE = (
    r"(?:wa|su)?(?:chka)?(?:lla)?(?:rqa|sqa)?"
    r"(?:ykichik|ykiku|yki|nkichik|nki|nchik|nku|ni|n|yku|saqku|saq|nqaku|nqa|sunchik|sunki|sun|"
    r"ymanku|yman|waqchik|waq|nmanku|nman|chwan|chunku|chun|ychik|y)?"
)
_SUBORDINATE = r"(?:chka)?(?:spa(?:y|yki|n|nchik|yku|nku)?|pti(?:y|yki|n|nchik|yku|nku)|stin)"
_NOMINAL = r"(?:chka)?(?:y|na|sqa|q)" + _N_TAIL
VERB = re.compile("^" + _DERIVED + "(?:" + _FINITE + "|" + _SUBORDINATE + "|" + _NOMINAL + ")" + _CLITICS + "$")
NOUN = re.compile("^(?:lla)?" + _N_TAIL + _CLITICS + "$")

# Words that a grammar has and a glossary of concepts has not.
NOUNS = """kay chay haqay qam ñuqa pay paykuna ima imayna may pi hayk'a hayk'ap mayqin kiki sapa llapa llapan tukuy
 wakin huk mana manam ama arí ari ichaqa hinallataq hinaspa hina utaq icha sichus chaymi chayrayku ancha aswan astawan
 aswanta ñawpa ñawpaq qhipa kunan chayna kayna yaqa as pisi achka kuska nisqa sutichasqa chiqap chiqaq ukhu hawa hanaq
 uray chawpi kuti""".split()
VERBS = "ka ni ru ra ati muna rura rira ri hamu qu chura tari kuti puri tiya usa suya".split()
ENDS_IN_M = {"qam", "manam", "simi", "runasimi"}


@dataclass(frozen=True, slots=True)
class Note:
    """What there is to say about one word."""

    level: str
    word: str
    what: str


def normal(text: str) -> str:
    """One apostrophe, whichever was typed."""
    return re.sub(r"[’ʼ´`]", "'", text)


class Lint:
    """The check with its vocabulary: the glossary's words, and reviewed words (`allowed`, each with a source)."""

    def __init__(self, glossary: Path, allowed: Iterable[str] = ()) -> None:
        self.nouns, self.verbs = set(NOUNS), set(VERBS)
        self.loans: set[str] = set()
        self.phrases: list[str] = []
        self.reviewed = {normal(entry).lower() for entry in allowed}  # just as they stand, however short
        for entry in self.reviewed:
            self._loan(entry)
        with glossary.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                self._learn(normal(row["quz"]), loan=row["confidence"] == "loan")

    def _loan(self, entry: str) -> None:
        if " " in entry:
            self.phrases.append(entry)
        self.loans.update(TOKEN.findall(entry))

    def _learn(self, entry: str, *, loan: bool) -> None:
        """Roots of one entry. A derived entry shows its bare root too: waqaychasqa teaches waqaycha-."""
        if loan and " " in entry:
            self.phrases.append(entry.lower())
        for found in TOKEN.findall(entry):
            if len(found) < 2 or found.isupper():  # noqa: PLR2004  a letter is no word
                continue
            word = found.lower()
            self.nouns.add(word)
            if loan:
                self.loans.add(word)
            if word.endswith("y") and len(word) > 3:  # noqa: PLR2004  -y makes the infinitive of a root of two or more
                self.verbs.add(word[:-1])
            for suffix in ("sqa", "chkan", "kuna", "na", "q", "n"):
                root = word.removesuffix(suffix)
                if root != word and len(root) > 2:  # noqa: PLR2004  a shorter rest is no root
                    if suffix in {"kuna", "n"}:
                        self.nouns.add(root)
                    if suffix != "kuna":
                        self.verbs.add(root)

    def derivable(self, word: str) -> bool:
        """Whether a root of ours and a lawful row of suffixes make this word."""
        for cut in range(len(word), 1, -1):
            root, tail = word[:cut], word[cut:]
            if (root in self.nouns or root in self.loans) and NOUN.match(tail):
                return True
            if root in self.verbs and VERB.match(tail):
                return True
        return False

    def _loaned(self, word: str) -> bool:
        """A declared loan, alone or with a lawful tail. Short loans (de, la…) count only inside their phrase."""
        return any(len(loan) > 3 and word.startswith(loan) for loan in self.loans)  # noqa: PLR2004

    def word(self, found: str) -> Iterator[Note]:
        """Notes on one word by itself."""
        word = found.lower()
        if found.isupper() or re.match(r"[A-Z]{2}", found) or word in self.reviewed or self._loaned(word):
            return
        if re.search(r"[eoéó]", word):
            yield Note("E", found, "three vowels only: i for e, u for o")
        foreign = LETTER.sub("", re.sub(r"[áíú]", "a", word)).strip("eoéó")
        if foreign:
            yield Note("E", found, f"letters outside the alphabet: {foreign}")
        if re.search(r"[aiueo]{2}", word):
            yield Note("E", found, "two vowels together: w or y between them")
        if re.search(r"(?<!ch)(?<![kpqt])'|'(?![aiu])", word):
            yield Note("E", found, "an apostrophe stands only after ch k p q t and before a vowel")
        if len(LARYNGEAL.findall(word)) > 1:
            yield Note("W", found, "two aspirated or ejective letters in one word")
        if re.search(r"[aiu]lq", word):
            yield Note("E", found, "llq, not lq")
        for pattern, ours in NOT_OURS:
            if re.search(pattern, word):
                yield Note("E", found, f"here it is {ours}")
        if not self.derivable(word):
            yield Note("V", found, "not derivable from the glossary")

    def text(self, said: str) -> list[Note]:
        """Notes on a text: its words, then how they stand together."""
        plain = normal(said)
        for phrase in sorted(self.phrases, key=len, reverse=True):
            plain = re.sub(rf"\b{re.escape(phrase)}(?=\W|$|\w)", " ", plain, flags=re.IGNORECASE)
        words = TOKEN.findall(plain)
        low = [word.lower() for word in words]
        notes = [Note("E", word, "a Spanish word is left") for word in words if word.lower() in SPANISH]
        notes += [note for word in words if word.lower() not in SPANISH and len(word) > 1 for note in self.word(word)]
        notes += self._together(low)
        if ("?" in plain) != ("¿" in plain) or ("!" in plain) != ("¡" in plain):
            notes.append(Note("E", "?", "¿ ? and ¡ ! stand in pairs"))
        return notes

    @staticmethod
    def _together(low: list[str]) -> Iterator[Note]:
        if "ama" in low and "kaspa" not in low:
            after = low[low.index("ama") :]
            if not any(word.endswith(("chu", "pas", "raq")) for word in after):
                yield Note("E", "ama", "a prohibition needs -chu")
        denied = any(re.search(r"chu(ña|raq|qa)?$", word) or word.endswith(("pas", "raqmi")) for word in low)
        if "manam" in low and len(low) > 1 and not denied:
            yield Note("W", "manam", "a denial needs -chu")
        for first, second in itertools.pairwise(low):
            if first in NUMERALS and second.endswith("kuna"):
                yield Note("W", second, "no -kuna after a numeral")
        if low.count("chaymanta") > 1:
            yield Note("W", "chaymanta", "more than once: -wan … -wan, hinallataq")
        if low[:1] == ["huk"] and len(low) > 1:
            yield Note("W", "huk", "Quechua has no article; huk only counts")

    def evidential(self, said: str) -> str:
        """The last word of a label when it carries -mi or -m, which only statements do; otherwise ""."""
        words = TOKEN.findall(normal(said).lower())
        last = words[-1] if words else ""
        if last in ENDS_IN_M or last in self.nouns or not re.search(r"([aiu]m|[^aiu]mi)$", last):
            return ""
        return last


def main(arguments: list[str]) -> int:
    """Print the notes on each line of a file; 1 when one of them is a certain fault."""
    here = Path(__file__).parent
    check = Lint(here / "glossary.csv")
    lines = Path(arguments[0]).read_text("utf-8").splitlines() if arguments else sys.stdin.read().splitlines()
    worst = 0
    for line in lines:
        for note in check.text(line):
            print(f"{note.level} {note.word}: {note.what}   | {line.strip()[:70]}")
            worst |= note.level == "E"
    return int(worst)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
