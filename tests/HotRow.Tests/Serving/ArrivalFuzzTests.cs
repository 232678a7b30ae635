using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotRow.Serving;

namespace HotRow.Tests;

/// <summary>Arrival files as they were written, and damaged ones: requests come out or an <see cref="InputException"/>, never anything else.</summary>
/// <remarks>HOTROW_FUZZ sets how many damaged files there are of each format.</remarks>
public sealed class ArrivalFuzzTests : IDisposable
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20261120, 1), null)).WithMaxTest(50);

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Formats => [.. ArrivalFormats.All.Select(f => f.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_WrittenRows_GivesThemBackInOrderOfTime(string format) => Check.One(s_fixedSeed, Prop.ForAll<(int Ticks, int Input, int Output)[]>(drawn =>
    {
        // Times of up to a century in ticks of 100 ns, and of milliseconds in Mooncake's.
        var unit = format == "mooncake" ? 1_000_000L : 100;
        var rows = drawn.Append((Ticks: 7, Input: 1, Output: 1))
            .Select(r => (Ns: Math.Abs((long)r.Ticks) * 9_973 * unit, Input: 1 + (Math.Abs(r.Input % 5_000_000) * 20), Output: 1 + Math.Abs(r.Output % 100_000_000))).ToArray();
        var read = ArrivalFile.Read(_folder.Write("a", Text(format, rows)));
        var first = rows.Min(r => r.Ns);

        return read.Count == rows.Length
            && rows.OrderBy(r => r.Ns).Index().All(e => (read.Time(e.Index).Ns, read.InputTokens(e.Index), read.OutputTokens(e.Index)) == (e.Item.Ns - first, e.Item.Input, e.Item.Output));
    }));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_DamagedFile_GivesRequestsOrAnInputError(string format)
    {
        var valid = Encoding.UTF8.GetBytes(Text(format, [(0, 374, 44), (1_000_000, 5, 6), (123_456_000_000, 7_000, 1), (7_000_000_000, 12, 13)]));
        var path = _folder.Write("a", valid);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var (read, refused) = (0, 0);
        foreach (var bytes in Mutations.Of(valid, 20261120, Mutations.Count(inEveryBuild: 1_500)))
        {
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.SetLength(file, bytes.Length);
            foreach (var named in new[] { null, format })
            {
                try
                {
                    var requests = ArrivalFile.Read(path, named);
                    Assert.InRange(requests.Count, 1, bytes.Length);
                    Assert.All(new TraceArrivals(requests).Requests(1), r => Assert.True(r is { InputTokens: >= 1 and <= 100_000_000, OutputTokens: >= 1 and <= 100_000_000, Arrival.Ns: >= 0 }));
                    Assert.True(requests.Summarize().Input.Total >= requests.Count);
                    read++;
                }
                catch (InputException e)
                {
                    Assert.DoesNotContain('\n', e.Message);
                    Assert.DoesNotContain('\u001b', e.Message);
                    refused++;
                }
            }
        }

        Assert.True(read > 20 && refused > 20, $"{read} read, {refused} refused: the damage is too small or too large");
    }

    private static string Text(string format, IReadOnlyList<(long Ns, int Input, int Output)> rows) => format switch
    {
        "azure" => Lines("TIMESTAMP,ContextTokens,GeneratedTokens", rows, r => $"{DateTime.UnixEpoch.AddTicks(r.Ns / 100).ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture)},{r.Input},{r.Output}"),
        "mooncake" => Lines(null, rows, r => $$"""{"timestamp": {{r.Ns / 1_000_000}}, "input_length": {{r.Input}}, "output_length": {{r.Output}}, "hash_ids": [{{r.Input}}, -4]}"""),
        _ => Lines("arrived_at,input,output", rows, r => FormattableString.Invariant($"{r.Ns / 1e9m},{r.Input},{r.Output}")),
    };

    private static string Lines(string? header, IReadOnlyList<(long Ns, int Input, int Output)> rows, Func<(long Ns, int Input, int Output), string> line) =>
        string.Join('\n', (header is null ? [] : new[] { header }).Concat(rows.Select(line)));
}
