"""A real Chromium before a real ``sendgate serve``; without a browser these tests are skipped and say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from service.settings import Settings
from tests.page.person import Person
from tests.records.test_kill import server

_OPTIONS = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1280,900"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        pytest.skip("no browser: install chromium and chromium-driver (.ci/browser does, on Debian as root)")
    options = ChromeOptions()
    options.binary_location = chromium
    for option in _OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with Chrome(options, Service(driver)) as found:
        yield found


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(records=tmp_path_factory.mktemp("records"))


@pytest.fixture(scope="session")
def address(browser: Chrome, models: Path, settings: Settings) -> Iterator[str]:
    with server(models, settings) as (_, found):
        yield found


@pytest.fixture
def person(browser: Chrome, address: str) -> Iterator[Person]:
    """Somebody before the page, freshly opened. Whatever a test does, the browser has nothing to complain of."""
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.get(address)
    yield Person(browser)
    browser.execute_script("sessionStorage.clear()")
    assert browser.get_log("browser") == []
