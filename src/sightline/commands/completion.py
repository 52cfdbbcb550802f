"""`sightline completion`: what a shell needs to complete commands, options and files."""

from __future__ import annotations

import os
from typing import Any

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

from sightline.commands.options import Stop

_NAME, _VARIABLE = "sightline", "_SIGHTLINE_COMPLETE"


@add_completion_class
class PowerShell(ShellComplete):
    """Completion for PowerShell, in the way of click's own for bash: the words so far are in COMP_WORDS, one a line, and
    the word that is being written in COMP_WORD."""

    name = "powershell"
    source_template = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = $commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition }
    $words = @($before | ForEach-Object { $_.ToString() })
    $env:COMP_WORDS = $words -join "`n"
    $env:COMP_WORD = $wordToComplete
    $env:%(complete_var)s = 'powershell_complete'
    try {
        %(prog_name)s | ForEach-Object {
            $kind, $value, $help = $_ -split "`t", 3
            if ($kind -eq 'plain') {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
            }
        }
    } finally {
        Remove-Item Env:COMP_WORDS, Env:COMP_WORD, Env:%(complete_var)s
    }
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being written, without the program's name, and that word."""
        words = os.environ.get("COMP_WORDS", "").splitlines()
        return words[1:], os.environ.get("COMP_WORD", "")

    def format_completion(self, item: CompletionItem) -> str:
        """An offer as a line of kind, value and help. PowerShell completes files itself where nothing is offered."""
        return f"{item.type}\t{item.value}\t{' '.join((item.help or '').split())}"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
def completion(shell: str) -> None:
    """Print what a shell needs to complete commands, options and files.

    \b
    Examples:
      eval "$(sightline completion bash)"                                     in ~/.bashrc
      eval "$(sightline completion zsh)"                                      in ~/.zshrc, after compinit
      sightline completion fish > ~/.config/fish/completions/sightline.fish
      sightline completion powershell | Out-String | Invoke-Expression        in $PROFILE
    """
    kind: Any = get_completion_class(shell)
    if kind is None:
        raise Stop(f"no completion for {shell}")
    root = click.get_current_context().find_root().command
    click.echo(kind(root, {}, _NAME, _VARIABLE).source())
