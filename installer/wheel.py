"""What a wheel carries besides the code: resources and compiled catalogues. An editable install needs neither."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CarryAlong(BuildHookInterface):
    """Compile the Quechua catalogue; put it and the resources into the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        tree = Path(self.root)
        sys.path.insert(0, str(tree / "i18n"))
        import texts  # noqa: PLC0415  beside the catalogue, not in the path

        texts.compile_catalogue(texts.read(), texts.COMPILED)
        build_data["force_include"][str(tree / "resources")] = "ayni/_resources"
        build_data["force_include"][str(texts.COMPILED)] = "ayni/_i18n/quz/LC_MESSAGES/ayni.mo"
