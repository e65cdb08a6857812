"""What every test stands on: no display, Spanish, silence, and no thread left alive."""

import gc
import logging
import os
import sys
import threading

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ.pop("AYNI_PASSPHRASE", None)
os.environ.pop("AYNI_WORKSPACE", None)

import pytest
from hypothesis import HealthCheck, settings

from ayni import lang

DEFERRED_DELETE = 52  # QEvent.Type.DeferredDelete, without importing Qt where no test needs it

settings.register_profile(
    "house",
    deadline=None,
    max_examples=50,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def spanish():
    """Every test starts and ends in Spanish."""
    lang.use(lang.SPANISH)
    yield
    lang.use(lang.SPANISH)


@pytest.fixture(autouse=True)
def silence(caplog):
    """A warning in the log is a failure, and so is a worker's thread that outlives its test."""
    yield
    loud = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not loud
    left = [thread for thread in threading.enumerate() if thread.name.startswith("work")]
    for thread in left:
        thread.join(timeout=5)  # a pool that was told to stop needs a moment
    assert [thread.name for thread in left if thread.is_alive()] == []


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """This machine's own settings and data are neither read nor written."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture(scope="session")
def hub_server():
    """A private PostgreSQL with a model of an empty hub, for the tests that need one."""
    from region import hub_server as serving  # only where PostgreSQL is wanted

    with serving() as dsn:
        yield dsn


@pytest.fixture
def dsn(hub_server):
    """An empty hub of its own."""
    from region import database

    with database(hub_server) as found:
        yield found


@pytest.fixture
def region(dsn, tmp_path, clock):
    """How the region opens its hub; its card is region.ayni in the folder of the test."""
    from region import opening

    return opening(dsn, clock, tmp_path)


def pytest_sessionfinish():
    """Windows that only the garbage collector still holds go before Qt itself does."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if app is not None:
        for window in app.topLevelWidgets():
            window.close()
            window.deleteLater()
        app.sendPostedEvents(None, DEFERRED_DELETE)
        gc.collect()
        app.processEvents()
