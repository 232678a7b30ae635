using HotRow.Serving;

namespace HotRow.Tests.Contracts;

/// <summary>What every latency model promises, on the device and model that all of them know.</summary>
public class LatencyModelContractTests
{
    public static TheoryData<string> Models => new(LatencyModels.All.Select(m => m.Name));

    [Theory]
    [MemberData(nameof(Models))]
    public void StepNs_AnyStep_IsPositiveAndTheSameEveryTime(string name)
    {
        var model = Create(name);
        var random = new Xoshiro256(5);
        for (var i = 0; i < 500; i++)
        {
            PrefillChunk[] chunks = [.. Enumerable.Range(0, random.NextInt32(4)).Select(_ => new PrefillChunk(1 + random.NextInt32(2_048), random.NextInt32(30_000)))];
            var decodes = random.NextInt32(300);
            var context = (long)decodes * (1 + random.NextInt32(20_000));
            var step = new StepShape(chunks, decodes, context);
            var ns = model.StepNs(step);
            Assert.InRange(ns, 1, 3_600_000_000_000);
            Assert.Equal(ns, model.StepNs(step));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void StepNs_MoreWork_TakesNoLess(string name)
    {
        var model = Create(name);
        Assert.Equal(name, model.Name);
        for (var tokens = 16; tokens < 2_048; tokens *= 2)
        {
            Assert.True(model.StepNs(new([new(tokens * 2, 0)], 0, 0)) > model.StepNs(new([new(tokens, 0)], 0, 0)) - Slack(model), $"prompt of {tokens}");
            Assert.True(model.StepNs(new([], tokens / 8, tokens / 8 * 2_000L)) >= model.StepNs(new([], tokens / 8, tokens / 8 * 1_000L)), $"context of {tokens / 8} sequences");
            Assert.True(model.StepNs(new([new(tokens, 0)], 8, 8_000)) >= model.StepNs(new([new(tokens, 0)], 0, 0)), $"sequences beside {tokens}");
        }
    }

    // One sequence or one prompt at a time on one RTX 4090: weights take 16 ms to read, a prompt some 90 us a token. Whoever is off by half has a unit wrong.
    [Theory]
    [MemberData(nameof(Models))]
    public void StepNs_KnownSteps_AreOfTheRightSize(string name)
    {
        var model = Create(name);

        Assert.InRange(model.StepNs(new([], 1, 256)) / 1e6, 12, 24);
        Assert.InRange(model.StepNs(new([new(2_048, 0)], 0, 0)) / 1e6, 120, 280);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void StepNs_SeenSizes_AllocatesNothing(string name)
    {
        var model = Create(name);
        PrefillChunk[] chunks = [new(512, 100), new(64, 0)];
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            for (var i = 1; i < 100; i++)
            {
                model.StepNs(new(chunks, i, i * 700L));
            }
        }
    }

    // Measured tables are not smooth: a longer piece may cost a hair less than a shorter one.
    private static long Slack(ILatencyModel model) => model is LayerTables ? 200_000 : 0;

    private static ILatencyModel Create(string name)
    {
        var folder = Environment.GetEnvironmentVariable("HOTROW_DATA");
        Assert.SkipWhen(name == "tables" && string.IsNullOrEmpty(folder), "HOTROW_DATA is not set: the profile is not part of the repository");
        var profile = string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, "llmservingsim", "profile_RTX4090_Llama-3.1-8B");
        return LatencyModels.Find(name).Create(new(ModelShapes.Llama31With8B, Accelerators.Find("rtx4090"), Profile: profile));
    }
}
