namespace HotRow.Serving;

/// <summary>A figure of an accelerator with where it comes from.</summary>
/// <param name="Value">The figure, in the unit of its key.</param>
/// <param name="Source">Data sheet, paper or measurement.</param>
/// <param name="IsMeasured">Measured, not from a data sheet.</param>
public sealed record SourcedFigure(double Value, string Source, bool IsMeasured = false);

/// <summary>A peak of arithmetic: of one precision, dense or with structured sparsity, never both in one number.</summary>
/// <param name="Precision">fp64, tf32, bf16, fp16, fp8, int8, fp32.</param>
/// <param name="IsSparse">Counts the zeros of 2:4 sparsity as work done.</param>
/// <param name="Tflops">10^12 operations a second, with its source.</param>
public sealed record PeakFigure(string Precision, bool IsSparse, SourcedFigure Tflops);

/// <summary>An accelerator of the catalogue.</summary>
/// <param name="Name">Kebab-case name: "rtx4090", "h100-sxm".</param>
/// <param name="Title">As people call it.</param>
/// <param name="Peaks">Peaks of arithmetic; the dense bf16 or fp16 one is always there.</param>
/// <param name="BandwidthGBps">Peak memory bandwidth. <i>Units:</i> GB/s.</param>
/// <param name="MemoryGB">Memory. <i>Units:</i> GB = 10^9 B.</param>
/// <param name="PowerW">Board power limit. <i>Units:</i> W.</param>
/// <param name="LinkGBps">One direction of the link to its neighbours in one machine, null when unknown. <i>Units:</i> GB/s.</param>
/// <param name="PricePerHour">What one costs, null until somebody says so. <i>Units:</i> $/h.</param>
public sealed record Accelerator(
    string Name, string Title, IReadOnlyList<PeakFigure> Peaks, SourcedFigure BandwidthGBps, SourcedFigure MemoryGB, SourcedFigure PowerW,
    SourcedFigure? LinkGBps = null, double? PricePerHour = null)
{
    /// <summary>The dense peak that 16-bit weights are multiplied at. <i>Units:</i> 10^12 operations a second.</summary>
    public double DenseTflops => (Peak("bf16", isSparse: false) ?? Peak("fp16", isSparse: false))!.Value;

    /// <summary>Operations a byte at which arithmetic and bandwidth meet: dense peak / bandwidth. <i>Units:</i> FLOP/B.</summary>
    public double Ridge => DenseTflops * 1e3 / BandwidthGBps.Value;

    /// <summary>The peak of a precision, or null where the catalogue has none.</summary>
    public double? Peak(string precision, bool isSparse) =>
        Peaks.FirstOrDefault(p => p.Precision == precision && p.IsSparse == isSparse)?.Tflops.Value;
}
