"""The decoded files of one chart: resources by type, references, whose they are, and where each came from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from peercall.adapters.fhir.clinical import Patient
from peercall.adapters.fhir.concepts import exact_day, full_name
from peercall.adapters.fhir.decoding import Decoded, decode_file
from peercall.adapters.fhir.elements import Reference, Resource
from peercall.adapters.fhir.limits import FhirLimits
from peercall.domain import charts as domain_charts
from peercall.domain.charts import PatientCandidate
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.domain.provenance import ResourceSource

Kind = TypeVar("Kind", bound=Resource)
Choose = Callable[[Sequence[PatientCandidate]], str]
"""Given several people, the id of the one whose records are kept."""

_HASH_ASIDE = 1 << 20
"""Files from this size on are hashed on the second core while the first one decodes them."""


@dataclass(slots=True)
class ChartFile:
    """One file: its path within the case, and the hash of its bytes, perhaps still being computed."""

    document: str
    digest: str | Future[str]

    @property
    def sha256(self) -> str:
        """Hash of the file's bytes, hex."""
        if not isinstance(self.digest, str):
            self.digest = self.digest.result()
        return self.digest


@dataclass(slots=True)
class Store:
    """Resources of every file, those of other patients left out. several: True when there were other patients."""

    groups: dict[type[Resource], list[Resource]] = field(default_factory=dict)
    files: list[ChartFile] = field(default_factory=list)
    aliases: dict[str, Resource] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    patient: Patient | None = None
    several: bool = False
    _file_of: dict[int, ChartFile] = field(default_factory=dict)
    _by_id: dict[type[Resource], dict[str, Resource]] = field(default_factory=dict)

    def all(self, kind: type[Kind]) -> Sequence[Kind]:
        """Resources of one type, in file order."""
        return self.groups.get(kind, ())  # type: ignore[return-value]

    def find(self, reference: Reference | str | None, *kinds: type[Kind]) -> Kind | None:
        """The resource a reference leads to, among these types; None when it is not in the chart.

        `Type/id`, `urn:uuid:...` and addresses ending in `Type/id` are understood; versions are ignored.
        """
        link = reference.reference if isinstance(reference, Reference) else reference
        if not link or link.startswith("#"):
            return None
        found = self.aliases.get(link)
        if found is not None:
            return found if isinstance(found, kinds) else None
        tail = local_id(link)
        for kind in kinds:
            listed = self._by_id.get(kind)
            if listed is None:
                listed = self._by_id[kind] = {str(resource.id): resource for resource in self.groups.get(kind, ())}
            resource = listed.get(tail)
            if resource is not None and _names(link, kind):
                return resource  # type: ignore[return-value]
        return None

    def id_of(self, link: str) -> str:
        """The id a reference leads to, whether or not the resource is in the chart."""
        found = self.aliases.get(link)
        return str(found.id) if found is not None else local_id(link)

    def file_of(self, resource: Resource) -> ChartFile:
        """The file a resource came from."""
        return self._file_of.get(id(resource), self.files[0])

    def source(self, resource: Resource, element: str, display: str) -> ResourceSource:
        """Where a statement stands: file, resource, version and element."""
        file = self.file_of(resource)
        meta = resource.meta
        return ResourceSource(
            file.document, file.sha256, label(resource), element, display, meta.versionId if meta is not None else None
        )


def label(resource: Resource) -> str:
    """`Type/id`."""
    return f"{type(resource).__name__}/{resource.id}"


def local_id(link: str) -> str:
    """The last part of a reference: the id, without version."""
    link = link.partition("/_history/")[0]
    return link.rpartition("/")[2].removeprefix("urn:uuid:").removeprefix("urn:oid:")


def _names(link: str, kind: type[Resource]) -> bool:
    head = link.partition("/_history/")[0].rpartition("/")[0]
    return not head or head.rpartition("/")[2] == kind.__name__


def most_records(people: Sequence[PatientCandidate]) -> str:
    """The person most records are about, the first of them when they are evenly many."""
    return max(people, key=lambda one: one.resources).id


def read_store(files: Sequence[Path], *, root: Path, limits: FhirLimits, choose: Choose = most_records) -> Store:
    """All files as one store. A file that cannot be read is told in a warning when another can, else raised.

    choose: asked whose records to keep when there are several people's; gives the id of one.
    """
    faults: list[DocumentUnreadable | InputTooLarge] = []
    contents: list[tuple[ChartFile, Decoded]] = []
    with ThreadPoolExecutor(max_workers=1) as pool:
        for path in files:
            name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
            try:
                data = path.read_bytes()
                file = ChartFile(name, pool.submit(_sha256, data) if len(data) >= _HASH_ASIDE else _sha256(data))
                contents.append((file, decode_file(data, name=name, limits=limits)))
            except (DocumentUnreadable, InputTooLarge) as fault:
                faults.append(fault)
            except OSError:
                faults.append(DocumentUnreadable("the file cannot be opened", where=name, remedy="Check its rights."))
            finally:
                data = b""
        store = store_of(contents, choose=choose)
    if faults and not contents:
        raise faults[0]
    store.warnings[:0] = [str(fault) for fault in faults]
    return store


def store_of(contents: Sequence[tuple[ChartFile, Decoded]], *, choose: Choose = most_records) -> Store:
    """Decoded files as one store: each resource once, and of one patient only."""
    store = Store()
    for file, decoded in contents:
        _add(store, file, decoded, several=len(contents) > 1)
    _leave_out_doubles(store)
    _leave_out_others(store, choose)
    return store


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _add(store: Store, file: ChartFile, decoded: Decoded, *, several: bool) -> None:
    store.files.append(file)
    store.aliases.update(decoded.aliases)
    store.ignored.update(decoded.ignored)
    store.warnings.extend(decoded.warnings)
    for kind, resources in decoded.groups.items():
        if kind in store.groups:
            store.groups[kind].extend(resources)
        else:
            store.groups[kind] = resources
        if several:
            store._file_of.update((id(resource), file) for resource in resources)


def _leave_out_doubles(store: Store) -> None:
    """Two resources of one type and id are one: the later version, else the one that comes later."""
    for kind, resources in store.groups.items():
        if len({resource.id for resource in resources}) == len(resources):
            continue
        kept: dict[str, Resource] = {}
        differ = 0
        for resource in resources:
            before = kept.get(str(resource.id))
            if before is None:
                kept[str(resource.id)] = resource
                continue
            if str(resource.id).startswith("entry:"):
                # stand-ins of two files: different resources
                resource.id = f"{resource.id}:{len(kept)}"
                kept[resource.id] = resource
                continue
            differ += before != resource
            if _updated(resource) >= _updated(before):
                kept[str(resource.id)] = resource
        store.groups[kind] = list(kept.values())
        if differ:
            store.warnings.append(f"{differ} {kind.__name__} resource(s) came twice and differ: the later one was read")


def _updated(resource: Resource) -> str:
    return (resource.meta.lastUpdated or "") if resource.meta is not None else ""


def _subject_of(kind: type[Resource]) -> str | None:
    """The element that names whose a resource of this type is."""
    return next((name for name in ("subject", "patient", "beneficiary") if name in kind.__struct_fields__), None)


def _subjects(resources: Sequence[Resource], element: str) -> list[str | None]:
    link = attrgetter(f"{element}.reference")
    try:
        return list(map(link, resources))
    except AttributeError:
        about = attrgetter(element)
        return [None if (subject := about(resource)) is None else subject.reference for resource in resources]


def _counted(links: list[str | None]) -> Iterable[tuple[str | None, int]]:
    """Links with how often each occurs. As a rule all are the same, which counting one of them shows at once."""
    if links and links.count(links[0]) == len(links):
        return ((links[0], len(links)),)
    return Counter(links).items()


def _leave_out_others(store: Store, choose: Choose) -> None:
    """Keeps one patient: the one chosen when resources are about several. Says so when there were others.

    Two Patient resources with the same name, birth date and sex are one person of two systems. A resource that does
    not say whose it is stays.
    """
    about: Counter[str] = Counter()
    for kind, resources in store.groups.items():
        if element := _subject_of(kind):
            for link, count in _counted(_subjects(resources, element)):
                if link is not None and not link.startswith("#"):
                    about[_person_key(link, store.aliases)] += count
    patients = list(store.all(Patient))
    persons = _persons(patients)
    if patients:
        weight: Counter[int] = Counter()
        for key, number in persons.items():
            weight[number] += about[key]
        chosen = _chosen(patients, persons, weight, choose)
        store.patient = patients[chosen]
        own = {key for key, number in persons.items() if number == persons[str(store.patient.id)]}
        if len(about) == 1 and len(patients) == 1 and str(store.patient.id).startswith("entry:"):
            own |= set(about)  # a patient without id: nothing shows that the one subject is anybody else
    else:
        own = {key for key, _ in about.most_common(1)}
    others = set(about) - own
    if others or len(set(persons.values())) > 1:
        _leave_out(store, others, own, patients=len(set(persons.values())) + len(set(about) - set(persons)))


def _chosen(patients: Sequence[Patient], persons: dict[str, int], weight: Counter[int], choose: Choose) -> int:
    """Place of the patient to keep. Two of whom records are told are asked about, ids without records are not."""
    places = range(len(patients))
    best = max(places, key=lambda place: (weight[persons[str(patients[place].id)]], -place))
    told = {number: place for place in reversed(places) if weight[number := persons[str(patients[place].id)]]}
    if len(told) < 2:
        return best
    people = [
        PatientCandidate(str(patients[place].id), weight[number], as_patient(patients[place]))
        for number, place in sorted(told.items(), key=lambda item: item[1])
    ]
    wanted = choose(people)
    return next((place for place in places if str(patients[place].id) == wanted), best)


def as_patient(found: Patient, source: ResourceSource | None = None) -> domain_charts.Patient:
    """A Patient resource as the person of a chart. A partial birth date is not a day."""
    birth = found.birthDate
    return domain_charts.Patient(
        source=source or ResourceSource("", "", label(found), "birthDate", "patient"),
        name=full_name(found.name),
        birth_on=exact_day(birth),
        sex=found.gender,
        identifiers=tuple(identifier.value for identifier in found.identifier if identifier.value),
    )


def _leave_out(store: Store, others: set[str], own: set[str], *, patients: int) -> None:
    left_out = 0
    store.several = True
    for kind, resources in store.groups.items():
        if kind is Patient:
            store.groups[kind] = [resource for resource in resources if str(resource.id) in own]
        elif element := _subject_of(kind):
            links = _subjects(resources, element)
            keys = [None if link is None else _person_key(link, store.aliases) for link in links]
            store.groups[kind] = [r for r, key in zip(resources, keys, strict=True) if key not in others]
        left_out += len(resources) - len(store.groups[kind])
    store.warnings.append(
        f"the chart files hold {patients} patients: {left_out} resource(s) about another one were left out; "
        "check that every file belongs to this case"
    )


def _person_key(link: str, aliases: dict[str, Resource]) -> str:
    resource = aliases.get(link)
    if isinstance(resource, Patient):
        return str(resource.id)
    return local_id(link) if _names(link, Patient) else link


def _persons(patients: Sequence[Patient]) -> dict[str, int]:
    """Patient ids with the number of the person each is."""
    persons: dict[str, int] = {}
    known: dict[tuple[object, ...], int] = {}
    for place, patient in enumerate(patients):
        name = patient.name[0] if patient.name else None
        if name is None or not name.family or not patient.birthDate:
            persons[str(patient.id)] = place
        else:
            person = (name.family.lower(), tuple(g.lower() for g in name.given), patient.birthDate, patient.gender)
            persons[str(patient.id)] = known.setdefault(person, place)
    return persons
