namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>06: a runtime's way from token ids to the uploaded rows.</summary>
    public static readonly Topic RuntimeEmbeddingPath = Add(new()
    {
        Name = "06-runtime-embedding-path",
        Title = "A runtime's embedding path",
        Documents = "002, all",
        Question = """
            An inference runtime makes a new array for every token's embedding row, stacks the arrays and uploads the stack. How would you speed this up, and how much will a token gain?
            """,
        WrongAnswer = """
            "Move the lookup to the GPU: that saves a millisecond per token." It tempts because the GPU's memory is so much faster; but nobody can save more than the step takes, and the step was never measured.
            """,
        Says = """
            - The current path allocates for every token, works token by token, and copies twice before the upload.
            - Idea 1: keep the table on the GPU and gather there; saves 0.5 to 1 ms per token and much memory, at medium effort.
            - Idea 2: one staging buffer, taken once, one upload; saves 0.2 to 0.5 ms per token and some memory, at little effort.
            - Idea 3: map the table's file and upload straight from it; saves 0.1 to 0.3 ms per token and little memory, at little effort.
            - Start with the staging buffer, and measure the load with one token per call first.
            """,
        Prediction = """
            - A row of 4 KiB (an embedding of 1,024 numbers) over a link of 16 GB/s takes 0.26 us, a copy in memory about as much. A load of microseconds cannot save hundreds of them.
            - What the staging buffer saves is an allocation and a copy: a factor of two or so, under a microsecond per token. Its allocations are zero, that much is sure.
            - Mapping saves nothing while the file is in memory, and everything depends on read-ahead when it is not: a cold row costs a disk's latency, and read-ahead made for scanning files reads megabytes for it.
            - So the document's ranking may come out, its milliseconds cannot.
            """,
        Experiments = [Lab.Experiments.RuntimePath],
        Why = RuntimePathTexts.Why,
        Answer = RuntimePathTexts.Answer,
        FollowUps = RuntimePathTexts.FollowUps,
    });
}

file static class RuntimePathTexts
{
    private static readonly IExperiment s_path = Experiments.RuntimePath;

    private static readonly string[] s_named =
        [LoadPaths.PerToken, LoadPaths.Staging, LoadPaths.Gather, LoadPaths.Map, LoadPaths.MapRandom, LoadPaths.MapWillNeed, LoadPaths.Buffered];

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Would you still write the staging buffer?", f =>
            $"Yes. It is a few lines, and a load without garbage is steadier: {Allocated(f, LoadPaths.PerToken)} per token become {Allocated(f, LoadPaths.Staging)}. " +
            "Only I would not promise what I have not measured."),
        new("When is the gather on the device worth it?", f =>
            $"When the rows are wanted there anyway and many come at once. Modelled, with 5 us to start a kernel: {Model(f, 1)} for a single token, so the start is nearly all of it, and {Model(f, Rows(f, "warm"))} each at {Rows(f, "warm"):N0} tokens. " +
            "It takes the whole table's memory on the device, which is not a saving."),
        new("The table does not fit in memory. Which path then?", f =>
            $"Measure it under the limit; I would expect the one that says what it will read. Under a memory limit below the table's size a row cost {Limited(f, LoadPaths.Map)} by plain mapping, " +
            $"{Limited(f, LoadPaths.MapWillNeed)} when the whole batch was announced before, and {Limited(f, LoadPaths.Buffered)} by 32 reads in flight."),
        new("Would you fuse the layer norm into the gather?", f =>
            $"I tried: {Phrase.Number(f, s_path, RuntimePath.Gain, ("part", "layer norm"), ("variant", NormContest.Fused))} the speed of two passes. " +
            Phrase.Side(
                f.Of(s_path).Single(RuntimePath.Gain, ("part", "layer norm"), ("variant", NormContest.Fused)), "The pass that is saved shows here.",
                "A row that was just gathered lies in the first cache, so the second pass is nearly free, and the fused loop must wait for its sums.",
                "No clear difference: a row that was just gathered lies in the first cache, so there was little to save.")),
    ];

    public static string Why(Findings f) => $"""
        **The load is made of microseconds.** One token at a time, table in memory: {Us(f, "warm", 1, LoadPaths.PerToken)} by the current path, {Us(f, "warm", 1, LoadPaths.Staging)} with a staging buffer,
        {Us(f, "warm", 1, LoadPaths.Gather)} straight into the upload buffer. At {Rows(f, "warm"):N0} tokens a call it is {Us(f, "warm", Rows(f, "warm"), LoadPaths.PerToken)},
        {Us(f, "warm", Rows(f, "warm"), LoadPaths.Staging)} and {Us(f, "warm", Rows(f, "warm"), LoadPaths.Gather)} for each. What staging saves per token is {Saved(f, 1)} and {Saved(f, Rows(f, "warm"))}, where the
        document expects 200 to 500 us. A token of a 7B model takes {f.Number(s_path, RuntimePath.TokenMs, ("part", "ceilings"))} here just to read its weights (modelled), beside which no load from memory shows.

        **What it saves is bytes written.** The current path allocates {Of(f, RuntimePath.AllocatedPerRow, "warm", 1, LoadPaths.PerToken)} per token: one array for the row, a share of the stacked one. New memory must be zeroed or faulted
        in, written, and collected. Staging allocates {Of(f, RuntimePath.AllocatedPerRow, "warm", 1, LoadPaths.Staging)} and writes a row twice instead of three times.

        **Cold is another world.** With nothing of the file in memory a row costs {Us(f, "cold", Rows(f, "cold"), LoadPaths.Map)} by plain mapping. A missing page brings with it what the system thinks will be read next:
        {DiskMegabytes(f)} of disk per row. Told that access is random it is {Us(f, "cold", Rows(f, "cold"), LoadPaths.MapRandom)}; told the whole batch
        beforehand {Us(f, "cold", Rows(f, "cold"), LoadPaths.MapWillNeed)}. Which advice wins depends on the system's read-ahead and on the disk. Without one, each fault waits for the disk by itself; an announced batch waits for all its rows together. If the document's milliseconds are anywhere, they are here.

        **One token a call pays for the call.** A mapped file that is guarded against being cut short costs {Us(f, "warm", 1, LoadPaths.Map)} for a single row and
        {Us(f, "warm", Rows(f, "warm"), LoadPaths.Map)} for one of {Rows(f, "warm"):N0}: four system calls, spread over one row or over all.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "First I would measure it, because no fix can save more than the step takes.",
        Phrase.Or(
            $"From memory the current path takes {Short(f, 1, LoadPaths.PerToken)} a token on this machine; a staging buffer that is taken once takes {Short(f, 1, LoadPaths.Staging)}. That is worth doing: no allocation, one copy less, a few lines.",
            "A staging buffer that is taken once is worth doing: no allocation, one copy less, a few lines."),
        "But the document's hundreds of microseconds are not there to be saved: a row of a few kilobytes crosses a 16 GB/s link in a quarter of a microsecond. Unless the table is cold.",
        Phrase.Or(
            $"Then each row waits for a disk, and the way one asks decides: plain mapping, with its read-ahead, took {Cold(f, LoadPaths.Map)} a row; announcing the whole batch took {Cold(f, LoadPaths.MapWillNeed)}.",
            "Then each row waits for a disk, and the way one asks decides: one fault after the other, or the whole batch announced beforehand."),
        "A gather on the device pays for its launch: good for many tokens at once, poor for one.");

    // The largest call of which the named paths were all measured: scales differ in it, and slow paths stop at smaller calls.
    private static double Rows(Findings f, string state) =>
        f.Of(s_path).Where(Metrics.NsPerRow, ("part", "path"), ("state", state)).GroupBy(o => o["rows"].Number)
            .OrderByDescending(call => call.Count(o => s_named.Contains(o.Variant))).ThenByDescending(call => call.Key)
            .Select(call => call.Key).DefaultIfEmpty(1).First();

    private static (string, ParameterValue)[] At(string state, double rows, string path) => [("part", "path"), ("state", state), ("rows", rows), ("variant", path)];

    private static string Of(Findings f, Metric metric, string state, double rows, string path) => f.Number(s_path, metric, At(state, rows, path));

    // From one nanosecond to milliseconds a row: microseconds throughout, so that a reader can compare.
    private static string Us(Findings f, string state, double rows, string path) =>
        f.Of(s_path).Single(Metrics.NsPerRow, At(state, rows, path)) is { } found ? NumberText.WithInterval(found.Value / 1e3, found.Low / 1e3, found.High / 1e3) + NumberText.UnitSuffix("us") : Findings.NotMeasured;

    private static string Short(Findings f, double rows, string path) => Phrase.Of(f.Value(s_path, Metrics.NsPerRow, At("warm", rows, path)) / 1e3, "us");

    private static string Cold(Findings f, string path) => Phrase.Of(f.Value(s_path, Metrics.NsPerRow, At("cold", Rows(f, "cold"), path)) / 1e3, "us");

    private static string Limited(Findings f, string path) => Phrase.Of(f.Value(s_path, Metrics.NsPerRow, At("limited", Rows(f, "limited"), path)) / 1e3, "us");

    private static string Allocated(Findings f, string path) => Phrase.Number(f, s_path, RuntimePath.AllocatedPerRow, At("warm", 1, path));

    private static string DiskMegabytes(Findings f) => Phrase.Of(f.Value(s_path, RuntimePath.DiskBytes, At("cold", Rows(f, "cold"), LoadPaths.Map)) / 1e6, "MB");

    private static string Saved(Findings f, double rows) => f.Number(s_path, RuntimePath.SavedUs, At("warm", rows, LoadPaths.Staging));

    private static string Model(Findings f, double rows) => Phrase.Of(f.Value(s_path, Metrics.NsPerRow, ("part", "model"), ("rows", rows), ("variant", DeviceGather.Launched)), "ns");
}
