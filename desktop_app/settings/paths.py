"""Where everything of one home is on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from desktop_app.records.errors import ANOTHER_HOME, SettingsError

_PRIVATE_FOLDER = 0o700


@dataclass(frozen=True, slots=True)
class Home:
    """All data, settings and logs of one user, under ``root``, readable by them alone."""

    root: Path

    @classmethod
    def find(cls, option: str | None) -> Home:
        """The home named on the command line, by ``COLOPHON_HOME``, or the platform's own place.

        Raises SettingsError when the folder cannot be made.
        """
        named = option or os.environ.get("COLOPHON_HOME")
        if named:
            root = Path(named).expanduser().resolve()
        else:
            import platformdirs

            root = Path(platformdirs.user_data_dir("colophon", appauthor=False))
        home = cls(root)
        home.make()
        return home

    def make(self) -> None:
        """Create the folders with mode 0700."""
        try:
            for folder in (self.root, self.logs, self.runtime_file.parent):
                folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
        except OSError as error:
            raise SettingsError(
                f"The data folder {self.root} cannot be used: {error.strerror or error}.",
                not_done="Nothing was read or written.",
                next_step="Make the folder writable, and start again.",
                command=ANOTHER_HOME,
            ) from error

    @property
    def settings_file(self) -> Path:
        return self.root / "settings.toml"

    @property
    def window_file(self) -> Path:
        return self.root / "window.json"

    @property
    def lock_file(self) -> Path:
        return self.root / "colophon.lock"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def runtime_file(self) -> Path:
        """What a running sandbox tells other processes of this home; mode 0600."""
        return self.root / "run" / "sandbox.json"

    @property
    def sandbox_dir(self) -> Path:
        return self.root / "sandbox"

    def profile_dir(self, name: str) -> Path:
        return self.root / "profiles" / name

    def handshake(self, name: str) -> Path:
        """What the profile's Consonance told of itself: can be found out again."""
        return self.profile_dir(name) / "handshake.json"

    def told(self, name: str) -> Path:
        """What people were last told of the profile's Consonance: news is what differs."""
        return self.profile_dir(name) / "told.json"

    def catalogue(self, name: str) -> Path:
        """The cache of titles: can be fetched again."""
        return self.profile_dir(name) / "catalogue.sqlite"

    def ledger(self, name: str) -> Path:
        """Plans, jobs and history: exists nowhere else."""
        return self.profile_dir(name) / "ledger.sqlite"

    def views(self, name: str) -> Path:
        """Searches that were kept."""
        return self.profile_dir(name) / "views.json"

    def own_mappings(self, name: str) -> Path:
        """The publisher's own mappings that are in use, one file for each format."""
        return self.profile_dir(name) / "mappings"

    def covers(self, name: str) -> Path:
        return self.profile_dir(name) / "covers"

    def production_files(self, name: str) -> Path:
        """Print-ready files that were fetched: can be fetched again."""
        return self.profile_dir(name) / "files"
