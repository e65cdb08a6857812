"""Open data of a purchase: one process a call, releases that add up to where it stands, nothing of a person."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.domain.compra_archivo import read_file
from ayni.domain.evento import Event
from ayni.domain.seguimiento import Known, replay
from ayni.reports.ocds import changed, merged, package, told
from ayni.reports.ocds_contrato import processes
from ayni.reports.ocds_datos import Entity, OpenPurchase, clean, firm
from ayni.reports.ocds_revision import NotOcds, kind_of, read_json, review
from ayni.workspace.law import purchase_law

INTI = Path(__file__).parents[1] / "cases" / "inti_events.json"
NOW = datetime(2022, 7, 4, 10, 42, tzinfo=timezone(timedelta(hours=-5)))
ON = date(2022, 7, 4)
ENTITY = Entity("Municipalidad de Sumaq Llaqta", "080101", "20131312955", "ocds-213czf", draft=True)
ITEMS = [{"id": "m1", "nombre": "Despulpadora", "familia": "2310150000123456", "unidad": "und", "cantidad": "4"}]
PURCHASE = OpenPurchase(
    "c1",
    "Cuatro máquinas de Rosa Quispe, DNI 43218765, celular 984 123 456",
    "BIEN",
    120,
    ITEMS,
    [("a1", "Asociación Sumaq Kakaw", "20131312955"), ("a2", "Grupo Inti", "10432187659")],
)
KNOWN = Known(120, "L30225", "BIEN")
RUC = "20131312955"


def inti():
    read, wrong = read_file(json.loads(INTI.read_text("utf-8")), purchase_law())
    assert wrong == []
    return list(read.events)


def event(place, codigo, fecha, **datos):
    more = {name: datos.pop(name) for name in ("registrado", "inferido") if name in datos}
    return Event(f"{place:04}", codigo, fecha, orden=place, datos=datos, modo="IMPORTADO", **more)


PREPARED = [
    event(1, "requerimiento", "2021-02-04"),
    event(2, "interaccion_mercado", "2021-03-01"),
    event(3, "certificacion_solicitada", "2021-03-02"),
    event(4, "certificacion_emitida", "2021-03-03", numero="CCP 12", monto_centimos=10_300_000),
    event(5, "expediente_aprobado", "2021-03-04"),
    event(
        6, "convocatoria", "2021-03-05", nomenclatura="AS-SM-7-2021-MDSL-1", cuantia_centimos=10_300_000,
        procedimiento="ADJUDICACION_SIMPLIFICADA", fecha_ofertas="2021-03-20",
    ),
]  # fmt: skip
WON = [
    event(7, "ofertas_recibidas", "2021-03-20", ofertas=3),
    event(8, "buena_pro", "2021-03-25", proveedor="Máquinas SAC", ruc=RUC, monto_centimos=10_000_050),
    event(9, "consentimiento", "2021-04-05"),
    event(10, "contrato", "2021-04-20", numero="C-3", monto_centimos=10_000_050, plazo_dias="60"),
]
DELIVERED = [
    event(11, "ampliacion_solicitada", "2021-06-01", dias="10"),
    event(12, "ampliacion_resuelta", "2021-06-05", resultado="CONCEDIDA", dias="5"),
    event(13, "entrega_total", "2021-06-20"),
    event(14, "conformidad", "2021-06-25", testigo="Rosa Quispe Mamani"),
    event(15, "pago", "2021-07-01", monto_centimos=10_000_050, comprobante="F001-22"),
    event(16, "entrega_aeo", "2021-07-05", recibe="Rosa Quispe Mamani"),
]


ANNULLED = {"evento_id": "0008", "accion": "ANULAR", "motivo": "Era de otra compra"}
REPLACED = {"datos": {"monto_centimos": 9_900_000, "ruc": RUC}}


def calls_of(events, purchase=PURCHASE):
    return told(purchase, events, ENTITY, purchase_law(), ON, KNOWN)


def last(events, purchase=PURCHASE):
    return merged(calls_of(events, purchase)[-1].releases)


@pytest.mark.parametrize("record", [False, True])
def test_the_six_calls_of_inti_are_six_processes_of_one_project_and_valid(record):
    calls = calls_of(inti())
    assert [call.ocid for call in calls] == [f"ocds-213czf-c1-{number}" for number in range(1, 7)]
    data = json.loads(json.dumps(package(calls, ENTITY, NOW, record=record)))
    assert review(data) == []
    assert data["publisher"]["name"].endswith("(borrador)")
    states = [merged(call.releases) for call in calls]
    assert {state["planning"]["budget"]["projectID"] for state in states} == {"c1"}
    assert [state["tender"]["status"] for state in states] == [
        *("unsuccessful", "unsuccessful", "unsuccessful", "cancelled", "unsuccessful", "active"),
    ]


def test_a_call_names_the_one_before_it_and_why():
    found = [merged(call.releases).get("relatedProcesses") for call in calls_of(inti())]
    assert found[0] is None
    reasons = [each[0]["relationship"] for each in found[1:]]
    failed, prior = ["unsuccessfulProcess"], ["prior"]
    assert reasons == [failed, failed, failed, prior, failed]
    assert [each[0]["identifier"][-1] for each in found[1:]] == list("12345")
    assert {each[0]["scheme"] for each in found[1:]} == {"ocid"}


def test_the_annulled_contract_of_inti_ends_with_its_award_and_its_call():
    fourth = calls_of(inti())[3]
    assert fourth.releases[-1]["tag"] == ["awardCancellation", "contractTermination", "tenderCancellation"]
    state = merged(fourth.releases)
    assert state["awards"][0]["status"] == "cancelled"
    assert state["contracts"][0]["status"] == "terminated"
    assert state["contracts"][0]["implementation"]["milestones"][0]["status"] == "notMet"


def test_a_month_and_a_supposed_date_are_left_out_never_given_a_day():
    written = json.dumps([call.releases for call in calls_of(inti())])
    assert "2022-03" not in written  # the annulment is known to the month
    assert "2021-06-27" not in written  # the failure is supposed
    assert "2021-06-04T00:00:00-05:00" in written
    state = last([*PREPARED, event(7, "desierto", "2021-04", causa="SIN_OFERTAS")])
    assert state["tender"]["documents"][0].get("datePublished") is None
    assert state["tender"]["documents"][0]["description"] == "Causa: No llegaron ofertas."


def test_each_fact_has_its_place():
    state = last([*PREPARED, *WON, *DELIVERED])
    assert (
        review(json.loads(json.dumps(package(calls_of([*PREPARED, *WON, *DELIVERED]), ENTITY, NOW, record=True)))) == []
    )
    assert state["planning"]["budget"]["id"] == "CCP 12"
    assert state["planning"]["budget"]["amount"] == {"amount": 103000, "currency": "PEN"}
    tender = state["tender"]
    assert (tender["title"], tender["status"]) == ("AS-SM-7-2021-MDSL-1", "complete")
    assert tender["procurementMethod"] == "open"
    assert tender["procurementMethodDetails"] == "Adjudicación simplificada, Ley 30225"
    assert tender["numberOfTenderers"] == 3
    assert tender["items"][0]["classification"] == {"scheme": "CUBSO", "id": "2310150000123456"}
    [award] = state["awards"]
    assert (award["status"], award["value"]["amount"]) == ("active", 100000.5)
    [contract] = state["contracts"]
    assert contract["awardID"] == award["id"]
    assert contract["dateSigned"] == "2021-04-20T00:00:00-05:00"
    assert contract["period"]["durationInDays"] == 65
    assert contract["amendments"][0]["rationale"] == "Ampliación de plazo concedida"
    milestones = {each["id"]: each for each in contract["implementation"]["milestones"]}
    assert milestones["entrega"]["dueDate"] == "2021-06-24T00:00:00-05:00"
    assert milestones["entrega"]["dateMet"] == "2021-06-20T00:00:00-05:00"
    assert milestones["0016"]["code"] == "entrega_aeo"
    [payment] = contract["implementation"]["transactions"]
    assert payment["payee"]["id"] == f"PE-RUC-{RUC}"
    roles = {each["id"]: each["roles"] for each in state["parties"]}
    assert roles["aeo-a1"] == roles["aeo-a2"] == ["beneficiary"]


def test_the_tags_say_what_each_release_is():
    [call] = calls_of([*PREPARED, *WON, *DELIVERED])
    tags = [" ".join(release["tag"]) for release in call.releases]
    assert tags[0] == "planning"
    assert tags[1:3] == ["planningUpdate"] * 2
    assert tags[3:9] == ["tender", "tenderUpdate", "award", "awardUpdate", "contract", "contractAmendment"]
    assert tags[9:] == ["contractAmendment", *["implementationUpdate"] * 4]


def test_the_expected_amount_is_reserved_until_the_award():
    assert "value" not in last(PREPARED)["tender"]
    assert "103000" not in json.dumps(last(PREPARED)["tender"])
    assert last([*PREPARED, *WON[:2]])["tender"]["value"]["amount"] == 103000


def test_nothing_of_a_person_is_published():
    sole = [*PREPARED, event(7, "buena_pro", "2021-03-25", proveedor="Juana Mamani Puma", ruc="10432187651")]
    nobody = [*PREPARED, event(7, "buena_pro", "2021-03-25", proveedor="Juana Mamani Puma")]
    for events in (sole, nobody, [*PREPARED, *WON, *DELIVERED]):
        written = json.dumps([call.releases for call in calls_of(events)], ensure_ascii=False)
        for private in ("43218765", "984 123 456", "984", "10432187651", "10432187659", "Juana", "Mamani"):
            assert private not in written, private
    assert "Persona natural con negocio" in json.dumps(last(sole))


@pytest.mark.parametrize(
    ("name", "ruc", "said"),
    [
        ("Máquinas SAC", RUC, ("Máquinas SAC", RUC)),
        ("", RUC, (f"RUC {RUC}", RUC)),
        ("Juana Mamani", "10432187651", ("Persona natural con negocio", "")),
        ("Consorcio Andino", "", ("Consorcio Andino", "")),
        ("Juana Mamani", "", ("Proveedor sin RUC registrado", "")),
        ("Taller E.I.R.L.", "", ("Taller E.I.R.L.", "")),
        ("", "", ("", "")),
    ],
)
def test_a_supplier_is_named_when_it_is_no_person(name, ruc, said):
    assert firm(name, ruc) == said


@given(st.from_regex(r"[0-9]{8,11}", fullmatch=True), st.text(alphabet="abc ", max_size=6))
def test_no_long_number_survives_in_words(number, around):
    assert not re.search(r"\d{4}", clean(f"{around} {number} {around}"))


def test_an_award_lost_goes_to_the_next_bidder():
    events = [*PREPARED, *WON[:3], event(10, "perdida_buena_pro", "2021-04-10", siguiente="Equipos EIRL")]
    [call] = calls_of(events)
    assert call.releases[-1]["tag"] == ["awardCancellation", "award"]
    first, second = merged(call.releases)["awards"]
    assert (first["status"], second["status"]) == ("cancelled", "active")
    assert second["suppliers"][0]["name"] == "Equipos EIRL"


def test_an_appeal_a_broken_contract_and_a_purchase_closed_are_told():
    appealed = last([*PREPARED, *WON[:2], event(9, "apelacion", "2021-03-28", apelante="Juana Mamani")])
    assert appealed["awards"][0]["documents"][0]["documentType"] == "complaints"
    assert "reviewBody" in json.dumps(appealed["parties"])
    broken = last([*PREPARED, *WON, event(11, "resolucion_contrato", "2021-08-01", carta="N 3")])
    assert broken["contracts"][0]["status"] == "terminated"
    closed = last([*PREPARED[:4], event(5, "cierre_sin_compra", "2021-05-01", motivo="Ya no hace falta")])
    assert closed["tender"]["status"] == "withdrawn"


def test_an_order_is_the_contract_and_is_counted_once():
    events = [
        *PREPARED[:4],
        event(5, "orden_contrato_menor", "2021-04-01", ruc=RUC, monto_centimos=100, via="CATALOGO"),
    ]
    state = last(events)
    assert state["tender"]["procurementMethod"] == "selective"
    assert len(state["awards"]) == len(state["contracts"]) == 1


def test_a_late_record_and_a_correction_are_new_releases_and_change_none():
    day = "2026-01-{:02}T10:00:00.000-05:00"
    known = [replace(each, registrado=day.format(5)) for each in [*PREPARED, *WON]]
    before = calls_of(known)
    late = event(99, "bases_integradas", "2021-03-10", registrado=day.format(6))
    fixed = Event(
        "0100",
        "rectificacion",
        "2026-01-07",
        registrado=day.format(7),
        datos={"evento_id": "0008", "accion": "REEMPLAZAR", "motivo": "Se copió mal", "datos": json.dumps(REPLACED)},
    )  # fmt: skip
    [first], [after] = before, calls_of([*known, late, fixed])
    assert after.releases[: len(first.releases)] == first.releases
    assert [each["tag"] for each in after.releases[len(first.releases) :]] == [["tenderAmendment"], ["awardUpdate"]]
    assert merged(after.releases)["awards"][0]["value"]["amount"] == 99000
    assert merged(after.releases)["tender"]["status"] == "complete"
    dates = [each["date"] for each in after.releases]
    assert dates == sorted(dates)
    assert len({each["id"] for each in after.releases}) == len(dates)


def test_a_call_typed_by_mistake_is_withdrawn_and_its_number_is_not_given_again():
    day = "2026-01-{:02}T10:00:00.000-05:00"
    events = [replace(each, registrado=day.format(5)) for each in PREPARED]
    events += [
        event(7, "desierto", "2021-04-01", registrado=day.format(5), causa="SIN_OFERTAS"),
        event(8, "convocatoria", "2021-04-05", registrado=day.format(6)),
        Event("0009", "rectificacion", "2026-01-07", registrado=day.format(7), datos=ANNULLED),
        event(10, "convocatoria", "2021-05-05", registrado=day.format(8)),
    ]  # fmt: skip
    calls = calls_of(events)
    assert [call.ocid[-1] for call in calls] == ["1", "2", "3"]
    assert merged(calls[1].releases)["tender"]["status"] == "cancelled"
    assert merged(calls[2].releases)["relatedProcesses"][0]["identifier"] == calls[0].ocid
    assert review(json.loads(json.dumps(package(calls, ENTITY, NOW, record=True)))) == []


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(16)))
def test_in_whatever_order_things_were_typed_the_record_is_the_same(order):
    facts = [*PREPARED, *WON, *DELIVERED]
    events = [
        replace(each, registrado=f"2026-01-01T10:00:{order.index(place):02}.000-05:00")
        for place, each in enumerate(facts)
    ]
    calls = calls_of(events)
    state = merged(calls[-1].releases)
    [process] = processes(replay(events, purchase_law(), ON, known=KNOWN).steps, PURCHASE, ENTITY, purchase_law())
    for section in ("awards", "contracts", "planning"):
        assert sorted(json.dumps(state[section], sort_keys=True)) == sorted(
            json.dumps(process.data[section], sort_keys=True)
        )
    assert review(json.loads(json.dumps(package(calls, ENTITY, NOW, record=True)))) == []


DATA = st.recursive(
    st.dictionaries(st.sampled_from("abc"), st.integers(), max_size=3),
    lambda inside: st.dictionaries(st.sampled_from("xyz"), inside, max_size=3),
    max_leaves=8,
)


def bare(data):
    """The same without empty objects, which say nothing."""
    kept = {key: bare(each) if isinstance(each, dict) else each for key, each in data.items()}
    return {key: each for key, each in kept.items() if each != {}}


@given(DATA, DATA)
def test_what_changed_put_over_what_was_known_is_what_is_known(old, new):
    old, new = {"data": bare(old)}, {"data": bare(new)}
    head = {"ocid": "o", "id": "1", "date": "d", "tag": []}
    found = merged([head | bare(old), head | {"id": "2"} | changed(bare(old), bare(new))])
    assert found.get("data", {}) == new["data"]


# the checks


def good():
    return json.loads(json.dumps(package(calls_of(inti()), ENTITY, NOW, record=False)))


@pytest.mark.parametrize(
    ("spoil", "place", "said"),
    [
        (
            lambda data: data["releases"][3]["tender"].update(status="desierto"),
            "releases[3].tender.status",
            "«desierto»",
        ),
        (lambda data: data["releases"][0].update(date="2021-02-04"), "releases[0].date", "no es una fecha completa"),
        (lambda data: data["releases"][0].update(date="2021-02-31T00:00:00-05:00"), "releases[0].date", "fecha"),
        (lambda data: data["releases"][0].pop("ocid"), "releases[0]", "Falta ocid"),
        (lambda data: data["releases"].append(data["releases"][0]), "releases[19].id", "ya lo usa"),
        (lambda data: data["releases"][0].update(parties=3), "releases[0].parties", "otro tipo"),
        (lambda data: data.update(uri="no es"), "uri", "no es una dirección"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_in_words(spoil, place, said):
    data = good()
    spoil(data)
    found = review(data)
    assert place in [each.field for each in found]
    assert any(said in each.text for each in found)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"{", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"[" * 100_000, b"no"])
def test_what_is_no_json_is_refused_in_words(raw):
    with pytest.raises(NotOcds) as refused:
        kind_of(read_json(raw))
    assert str(refused.value)


def test_what_is_no_open_data_is_refused():
    for data in ({}, [], {"a": 1}, "x"):
        assert len(review(data)) == 1


def test_a_mark_of_the_order_of_bytes_is_read_over():
    assert read_json(b'\xef\xbb\xbf{"ocid": "x"}') == {"ocid": "x"}
