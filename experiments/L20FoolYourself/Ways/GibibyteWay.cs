namespace HotRow.Lab;

/// <summary>Divides by 2^30 here and by 10^9 there.</summary>
internal sealed class GibibyteWay : FoolingWay
{
    public override string Name => "GiB as GB";

    public override void Measure(Point point, RunContext context)
    {
        // 16 GB/s of a link's data sheet, and a copy that reached them, counted in the other unit.
        const double Bytes = 16e9;
        point.Note = "A link of 16 GB/s at its limit seems to leave 7 % unused when the bytes are counted in GiB. Cure: GB is 10^9, everywhere.";
        Report(point, Bytes / (1L << 30), Bytes / 1e9, "\"GB\"/s", ValueKind.Computed, higherIsBetter: true);
    }
}
