"""Started by the tests of killed processes: saves and receives again and again in children that are killed on the way.

`python mortal.py FOLDER SEED` prints one JSON line for each kill: what it was, whether the child was killed, whether
the work was there whole or not at all, what the check says, and whether doing it again succeeds.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from ayni.workspace import create_workspace, open_workspace

PASSPHRASE = "clave de prueba"
STEP = 40  # instructions of the engine between two looks at the clock of death
FACTS = {"ubigeo": "080101", "name": "Sumaq Llaqta", "passphrase": PASSPHRASE, "cost": 2**10}
WORDS = {"apellido_paterno": "Quispe", "nombres": "Rosa", "fecha_nacimiento": "03/05/1985", "sexo": "M"}


def run(work):
    for _ in work:
        pass


def member(place, **others):
    return {"dni": f"{40_000_000 + place}", **WORDS, **others}


def die_after(door, looks):
    """Kill this process after so many looks; 0: only count. Gives the count."""
    seen = [0]

    def look():
        seen[0] += 1
        if looks and seen[0] >= looks:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    door.db.conn.set_progress_handler(look, STEP)
    return seen


def child(work):
    """Run in a forked process; True when it was killed."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def length_of(folder, work):
    """How many looks a work lasts, done on a copy of the folder."""
    rehearsal = folder.with_name("ensayo")
    shutil.copytree(folder, rehearsal)
    with open_workspace(rehearsal, PASSPHRASE) as door:
        seen = die_after(door, 0)
        work(door)
        total = seen[0]
    shutil.rmtree(rehearsal)
    return total


def tell(**facts):
    print(json.dumps(facts), flush=True)


def saves(folder, aeo, socio, chance, kills):
    """Kills inside one save of two groups of a member, at chosen points."""
    total = length_of(folder, lambda door: door.save_socio(aeo, {"dni": "49999999", "telefono": "984999999"}, socio))
    for kill in range(kills):
        new = {"dni": f"{48_000_000 + kill}", "telefono": f"984{kill:06d}"}

        def work(new=new):
            door = open_workspace(folder, PASSPHRASE)
            die_after(door, chance.randint(1, total))
            door.save_socio(aeo, new, socio)

        with open_workspace(folder, PASSPHRASE) as door:
            before = door.socio(socio)
        killed = child(work)
        with open_workspace(folder, PASSPHRASE) as door:
            found = {name: door.socio(socio)[name] for name in new}
            whole = found == new or found == {name: before[name] for name in new}
            said = [str(sentence) for sentence in door.check()]
            door.save_socio(aeo, new, socio)
            again = door.socio(socio)["dni"] == new["dni"]
        tell(kind="save", killed=killed, whole=whole, check=said, again=again)


def receives(folder, bundle, expected, chance, kills):
    """Kills inside one receive, at chosen points."""
    total = length_of(folder, lambda door: run(door.receiving(bundle)))
    for _ in range(kills):
        victim = folder.with_name("victima")
        shutil.copytree(folder, victim)

        def work(victim=victim):
            door = open_workspace(victim, PASSPHRASE)
            die_after(door, chance.randint(1, total))
            run(door.receiving(bundle))

        with open_workspace(victim, PASSPHRASE) as door:
            before = door.state_hash()
        killed = child(work)
        with open_workspace(victim, PASSPHRASE) as door:
            whole = door.state_hash() in {before, expected}
            said = [str(sentence) for sentence in door.check()]
            run(door.receiving(bundle))
            again = door.state_hash() == expected and not door.check()
        tell(kind="receive", killed=killed, whole=whole, check=said, again=again)
        shutil.rmtree(victim)


def any_moment(folder, aeo, chance, kills):
    """Kills from outside at any moment of a row of saves, closing and opening among them."""
    for kill in range(kills):
        pid = os.fork()
        if pid == 0:
            place = 1000 * (kill + 1)
            while True:
                with open_workspace(folder, PASSPHRASE) as door:
                    for _ in range(3):
                        place += 1
                        door.save_socio(aeo, member(place, telefono="984000111"))
        time.sleep(chance.uniform(0.01, 0.12))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with open_workspace(folder, PASSPHRASE) as door:
            said = [str(sentence) for sentence in door.check()]
            whole = all(
                row["telefono"] and row["nombres"] for row in door.socios(aeo, 0, -1) if row["dni"] > "40000999"
            )
            again = bool(door.save_socio(aeo, member(900_000 + kill, telefono="984000111")))
        tell(kind="moment", killed=True, whole=whole, check=said, again=again)


def main(place: Path, seed: int) -> None:
    chance = random.Random(seed)
    office, _ = create_workspace(place / "oficina", person="Ana Huamán", role="oficina", **FACTS)
    beto, _ = create_workspace(place / "promotor", person="Beto Quispe", role="promotor", **FACTS)
    office.write_card(place / "ana.ayni")
    beto.write_card(place / "beto.ayni")
    office.trust(place / "beto.ayni")
    beto.trust(place / "ana.ayni")
    call = office.save_convocatoria(
        {"nombre": "P", "year": "2026", "fecha_autorizacion": "20/02/2026", "categorias": "A", "cadenas": "cuy"}
    )
    aeo = office.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cuy",
            "nombre": "Sumaq Quwi",
            "naturaleza": "natural",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )
    socio = office.save_socio(aeo, member(1, telefono="984000000"))
    for number in range(2, 40):
        office.save_socio(aeo, member(number))
    office.save_socio(aeo, {"nota": "cambiado"}, socio)
    bundle = place / "envio.ayni"
    run(office.exporting("Beto Quispe", bundle))
    expected = office.state_hash()
    office.close()
    beto.close()
    receives(place / "promotor", bundle, expected, chance, 12)
    saves(place / "oficina", aeo, socio, chance, 18)
    any_moment(place / "oficina", aeo, chance, 10)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
