"""What is kept of reviews, compared with the digests it was kept with (decision 19)."""

from collections.abc import Iterator

from sqlalchemy import select

from sladesk.db.reading import read
from sladesk.files.store import Damaged, Store
from sladesk.models import Edition, EditionFile, EditionSigning, EditionWords
from sladesk.reports.frozen import Changed, digest, opened


def verify(store: Store) -> tuple[int, list[str]]:
    """Return how many things were checked, and a sentence for each that is not as it was."""
    found = [*_texts(), *_signings(), *_files(store)]
    return len(found), [sentence for sentence in found if sentence]


def _texts() -> Iterator[str]:
    """Yield of every edition what is wrong with it, nothing where it is as it was issued."""
    keys = [row[0] for row in read(select(Edition.id).order_by(Edition.period_key, Edition.no))]
    columns = (Edition.period_key, Edition.no, Edition.document, Edition.sha256)
    for key in keys:
        # One at a time: a month's document is a megabyte.
        period, no, text, sha256 = read(select(*columns).where(Edition.id == key)).one()
        try:
            opened(text, sha256)
        except Changed:
            yield f"{period}, edition {no}: what is stored is not what was issued"
        else:
            yield ""


def _signings() -> Iterator[str]:
    """Yield of every signature what is wrong with it; one that stands must be about the present words."""
    asked = select(
        Edition.period_key, Edition.no, EditionSigning.words, EditionSigning.sha256, EditionSigning.id
    )
    asked = asked.join(Edition, Edition.id == EditionSigning.edition_id).order_by(EditionSigning.id)
    signed = dict[tuple[str, int], str]()
    for period, no, words, sha256, _id in read(asked):
        signed[period, no] = sha256
        differs = digest(words) != sha256
        yield f"{period}, edition {no}: what is stored is not what was signed" if differs else ""
    present = select(Edition.period_key, Edition.no, EditionWords.words)
    present = present.join(Edition, Edition.id == EditionWords.edition_id)
    for period, no, words in read(present.where(EditionWords.signed_at.is_not(None))):
        differs = digest(words) != signed.get((period, no))
        yield f"{period}, edition {no}: plan and comments are not those that were signed" if differs else ""


def _files(store: Store) -> Iterator[str]:
    asked = select(
        Edition.period_key, Edition.no, EditionFile.language, EditionFile.file_key, EditionFile.sha256
    )
    asked = asked.join(Edition, Edition.id == EditionFile.edition_id)
    asked = asked.where(EditionFile.state == "ready").order_by(EditionFile.id)
    for period, no, language, key, sha256 in read(asked):
        try:
            store.read(key, sha256)
        except Damaged:
            yield f"{period}, edition {no}: its PDF ({language}) is not as it was made"
        else:
            yield ""
