namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>The entry exam of the serving simulator.</summary>
    public static readonly IExperiment EntryExam = Add(new EntryExam());
}

/// <summary>The exam that the serving simulator must pass before anything is predicted with it: exact recursions, closed forms, and a real log.</summary>
/// <remarks>Each part is one file, which declares its points and adds its rows through <see cref="ExamRow"/>. A row is an error over its tolerance and passes up to 1.
/// <para>What the exam does not show: the log is one run of one model on one device in deep overload. Latency at low load, other models and devices, tensor parallelism,
/// several replicas and disaggregation were not compared with a real system.</para></remarks>
internal sealed partial class EntryExam : IExperiment
{
    internal const string Exact = "exact";
    internal const string Queues = "queues";
    internal const string Batches = "batches";
    internal const string Replay = "replay";
    internal const string Capacity = "capacity";

    public string Id => "h00-entry-exam";

    public string Title => "Entry exam of the simulator";

    public string Question => "Does the serving simulator agree with what is known for sure, and with a real server?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        ExactPart.Declare(context);
        ClosedFormPart.Declare(context);
        ReplayPart.Declare(context);
        CapacityPart.Declare(context);
    }
}
