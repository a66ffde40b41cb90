"""What a person does on the page and sees there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 30  # seconds until what is waited for counts as missing


@dataclass(frozen=True)
class Person:
    """Somebody before the page."""

    browser: Chrome

    def find(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def until(self, seen: Callable[[], Any]) -> None:
        WebDriverWait(self.browser, PATIENCE, poll_frequency=0.02).until(lambda _: seen())

    def write(self, body: str, subject: str = "") -> None:
        """Puts a message into the form as pasting does; keys cannot type every character."""
        for field, text in (("subject", subject), ("body", body)):
            self.run(
                "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
                self.find(f"#{field}"),
                text,
            )

    def pick(self, example: str) -> None:
        next(chip for chip in self.all("#examples button") if chip.text == example).click()

    def press(self, *keys: str) -> None:
        ActionChains(self.browser).send_keys(*keys).perform()

    def chord(self, modifier: str, key: str) -> None:
        ActionChains(self.browser).key_down(modifier).send_keys(key).key_up(modifier).perform()

    def waits_for(self, decision: str, reason: str = "") -> None:
        """Until the verdict is ``decision``, for ``reason`` if one is given."""
        of = f"[data-decision={decision}]" + (f"[data-reason={reason}]" if reason else "")
        self.until(lambda: self.all(f"#verdict{of} ~ #result[aria-busy=false]"))

    def read(self, area: str) -> str:
        """A message as the page shows it, less what only a screen reader says."""
        nodes = "return [...arguments[0].childNodes].map(node => (node.firstChild ?? node).data).join('')"
        return str(self.run(nodes, self.find(area)))

    def sentence(self, text: str) -> WebElement:
        """The sentence on the page that reads ``text``."""
        return next(one for one in self.all(".sentence") if self.said(one) == text)

    def said(self, sentence: WebElement) -> str:
        """What a sentence reads, less what only a screen reader says of it."""
        return str(self.run("return arguments[0].firstChild.data", sentence))

    def focused(self) -> WebElement:
        return self.browser.switch_to.active_element

    def tabs_to(self, element: WebElement) -> None:
        """Presses the tabulator until ``element`` has the focus."""
        for _ in range(60):
            if self.focused() == element:
                return
            self.press(Keys.TAB)
        raise AssertionError("the tabulator does not reach it")

    def on_a_phone(self) -> None:
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True},
        )

    def prefers(self, **features: str) -> None:
        """Media features by name, such as ``color_scheme="dark"``."""
        named = [{"name": "prefers-" + name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": named})
