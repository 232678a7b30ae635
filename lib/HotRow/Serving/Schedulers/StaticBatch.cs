namespace HotRow.Serving;

public static partial class Schedulers
{
    /// <summary>Waits for a full batch, however long that takes. When no request comes any more, the rest goes as it is.</summary>
    public static readonly SchedulerInfo StaticBatch = Add(new(
        "static", "the baseline of Yu et al., Orca, OSDI 2022, section 2: request-level scheduling with a fixed batch size",
        static args => new PaddedBatch(args, SimTime.Never), SplitsPrompts: false));
}
