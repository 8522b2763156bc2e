"""The reference for `models list`: click, requests and tabulate, and nothing else."""

import os

import click
import requests
from tabulate import tabulate

COLUMNS = ("name", "kind", "state", "contextLength", "createTime")


@click.command()
def main() -> None:
    """Print the models of one account."""
    url = f"{os.environ['FIREWORKS_BASE_URL']}/v1/accounts/{os.environ['FIREWORKS_ACCOUNT_ID']}/models"
    headers = {"Authorization": f"Bearer {os.environ['FIREWORKS_API_KEY']}"}
    models = requests.get(url, headers=headers, timeout=60).json()["models"]
    click.echo(tabulate([[m.get(c) for c in COLUMNS] for m in models], COLUMNS, tablefmt="plain"))


if __name__ == "__main__":
    main()
