"""`serve`: pages for readers and an API for programs."""

from pathlib import Path
from typing import Annotated

import typer

SAFETY = "Who may reach it"


def serve(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="0 for any free one.", show_default="8765 or next"),
    ] = None,
    shared: Annotated[
        bool,
        typer.Option(
            "--shared",
            help="For many readers: nothing is stored here, their books stay in their browsers.",
        ),
    ] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    root_path: Annotated[
        str, typer.Option(metavar="PATH", help="Path under which a proxy shows it, as /books.")
    ] = "",
    host: Annotated[
        str,
        typer.Option(help="Name or address to listen on.", rich_help_panel=SAFETY),
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Another name it is called by; repeatable.", rich_help_panel=SAFETY
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT|@FILE",
            help="What every request must bring, or the file that holds it; made if --host is not "
            "this machine alone.",
            rich_help_panel=SAFETY,
        ),
    ] = None,
    insecure: Annotated[
        bool,
        typer.Option(
            "--insecure", help="No token: whoever reaches it may use it.", rich_help_panel=SAFETY
        ),
    ] = False,
) -> None:
    """Serve recommendations: pages for readers, an API for programs (/api/v1).

    Only this machine reaches it unless --host says otherwise. Ctrl-C ends it.
    """
    from bookrec.cli.books import open_own_shelf
    from bookrec.cli.console import print_note
    from bookrec.web.config import ServeConfig, accepted_names, is_loopback
    from bookrec.web.server import bind, make_token, run

    if token is not None and token.startswith("@"):
        token = _read_token(Path(token[1:]))
    if token is not None and (insecure or len(token) < 16):
        raise typer.BadParameter(
            "choose one of --token and --insecure; a token has at least 16 characters"
        )
    if root_path and not root_path.startswith("/"):
        raise typer.BadParameter("--root-path begins with /")
    settings = context.obj
    if token is None and not insecure and not is_loopback(host):
        token = make_token()
    bound = bind(host, port)
    config = ServeConfig(
        artifacts_dir=settings.artifacts_dir,
        shelf=None if shared else open_own_shelf(settings.shelf_file),
        recommend=settings.recommend,
        names=accepted_names(host, allow_host or ()),
        any_address=not is_loopback(host),
        token=token,
        root_path=root_path.rstrip("/"),
    )
    url = bound.url(token=token)

    def opened() -> None:
        print_note(f"bookrec serves at {url} (Ctrl-C ends it)")
        if not no_open and _has_display():
            import webbrowser

            webbrowser.open(url)

    run(config, bound, opened)


def _read_token(path: Path) -> str:
    from bookrec.errors import ConfigError

    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--token @{path}: cannot be read ({error})") from None


def _has_display() -> bool:
    """Whether a browser could be shown."""
    import os
    import sys

    windows = sys.platform in ("darwin", "win32")
    return windows or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
