#!/usr/bin/env bash
# Build, test, every experiment, the report, the notebooks. Usage: ./run-all.sh [smoke|full]; stops at the first failure.
set -euo pipefail
cd "$(dirname "$0")"
dotnet build -c Release
dotnet test -c Release --no-build
dotnet run -c Release --no-build --project experiments -- all --scale "${1:-smoke}"
dotnet run -c Release --no-build --project experiments -- notebook run week1.ipynb notebooks --scale "${1:-smoke}" --out results/notebooks
