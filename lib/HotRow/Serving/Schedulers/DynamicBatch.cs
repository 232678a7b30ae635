namespace HotRow.Serving;

public static partial class Schedulers
{
    /// <summary>Waits for a full batch or until the oldest request has waited for the window.</summary>
    public static readonly SchedulerInfo DynamicBatch = Add(new(
        "dynamic", "NVIDIA Triton Inference Server documentation, dynamic batcher: preferred size and maximum queue delay",
        static args => new PaddedBatch(args, args.Window), SplitsPrompts: false));
}
