# Build, test, every experiment, the report, the notebooks. Usage: ./run-all.ps1 [-Scale Smoke|Full]; stops at the first failure.
param([ValidateSet('Smoke', 'Full')][string]$Scale = 'Smoke')
Set-Location $PSScriptRoot
dotnet build -c Release
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet test -c Release --no-build
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet run -c Release --no-build --project experiments -- all --scale $Scale
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet run -c Release --no-build --project experiments -- notebook run week1.ipynb notebooks --scale $Scale --out results/notebooks
exit $LASTEXITCODE
