"""LibreOffice's own proofreader asks a termbase server; run by the system's Python, which has the UNO bridge.

    /usr/bin/python3 tests/clients/libreoffice.py http://127.0.0.1:8001

Prints a JSON line for each sentence: the text, and what LibreOffice was told: rule, the words it underlines, suggestions.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import Locale

PIPE = "pipe,name=termbase-clients;urp;StarOffice.ComponentContext"
SENTENCES = (("ar", "", "😀 يُسقط الموجّه والباكيت سريعًا."), ("en", "US", "😀 The datagrams arrive late."))
NODE = "/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool"


def connected(profile):
    """The context of a LibreOffice without a screen, and its process."""
    arguments = ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}",
                 "--accept=pipe,name=termbase-clients;urp;"]  # fmt: skip
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:{PIPE}"), process
        except Exception:
            time.sleep(0.5)
    raise SystemExit("LibreOffice does not start")


def configure(context, url):
    """What Tools > Options > Language Settings > LanguageTool Server sets."""
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    node = PropertyValue("nodepath", 0, NODE, 0)
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationUpdateAccess", (node,))
    access.setPropertyValue("BaseURL", f"{url}/-/termbase/languagetool/v2")
    access.setPropertyValue("IsEnabled", True)
    access.commitChanges()


def main(url):
    """Ask about each sentence."""
    with tempfile.TemporaryDirectory() as profile:
        context, process = connected(profile)
        manager = context.ServiceManager
        try:
            configure(context, url)
            linguistics = manager.createInstanceWithContext("com.sun.star.linguistic2.LinguServiceManager", context)
            for language, country, text in SENTENCES:
                locale = Locale(language, country, "")
                names = linguistics.getAvailableServices("com.sun.star.linguistic2.Proofreader", locale)
                (name,) = [name for name in names if "LanguageTool" in name]
                checker = manager.createInstanceWithContext(name, context)
                result = checker.doProofreading("1", text, locale, 0, len(text), ())
                units = text.encode("utf-16-le")
                for error in result.aErrors:
                    first, last = 2 * error.nErrorStart, 2 * (error.nErrorStart + error.nErrorLength)
                    print(json.dumps({
                        "text": text, "rule": error.aRuleIdentifier, "underlined": units[first:last].decode("utf-16-le"),
                        "suggestions": list(error.aSuggestions), "said": error.aShortComment,
                    }, ensure_ascii=False), flush=True)  # fmt: skip
        finally:
            with contextlib.suppress(Exception):
                manager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
            process.wait(30)


main(sys.argv[1].rstrip("/"))
