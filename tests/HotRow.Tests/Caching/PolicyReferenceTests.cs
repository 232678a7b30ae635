using HotRow.Tests.Caching.References;

namespace HotRow.Tests.Caching;

/// <summary>Every policy against the plainest form of its paper's algorithm, access by access.</summary>
public class PolicyReferenceTests
{
    private static readonly Dictionary<string, Func<int, IReferencePolicy>> s_references = new()
    {
        ["fifo"] = capacity => new FifoReference(capacity),
        ["lru"] = capacity => new LruReference(capacity),
        ["clock"] = capacity => new ClockReference(capacity),
        ["lfu"] = capacity => new LfuReference(capacity),
        ["sieve"] = capacity => new SieveReference(capacity),
        ["s3-fifo"] = capacity => new S3FifoReference(capacity),
        ["arc"] = capacity => new ArcReference(capacity),
        ["2q"] = capacity => new TwoQueueReference(capacity),
        ["w-tinylfu"] = capacity => new WTinyLfuReference(capacity),
        ["set-associative"] = capacity => new SetAssociativeReference(capacity, ways: 8),
    };

    public static TheoryData<string, int> PoliciesAndCapacities()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in s_references.Keys)
        {
            foreach (var capacity in new[] { 1, 2, 3, 4, 5, 7, 10, 19, 20, 21, 64, 150 })
            {
                data.Add(name, capacity);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(PoliciesAndCapacities))]
    public void Access_AnyTrace_EqualsTheReferenceAccessByAccess(string name, int capacity)
    {
        foreach (var rowCount in new[] { capacity + 1, (2 * capacity) + 3, 6 * capacity })
        {
            foreach (var (shape, rows) in TestTraces.Shapes(rowCount, 1500, seed: (ulong)(capacity + rowCount)))
            {
                var policy = CachePolicies.Find(name).Create(new CachePolicyArgs(capacity, rowCount));
                var reference = s_references[name](capacity);
                for (var i = 0; i < rows.Length; i++)
                {
                    var expected = reference.Access(rows[i]);
                    var actual = policy.Access(rows[i]);
                    var found = (actual.IsHit, actual.EvictedRow);
                    if (expected != found)
                        Assert.Fail($"{name}, {shape}, capacity {capacity}, {rowCount} rows, access {i} (row {rows[i]}): expected {expected}, found {found}");
                }
            }
        }
    }

    [Fact]
    public void References_CoverEveryPolicyThatIsNotTestedAgainstAnOptimumOrATrainingSet() =>
        Assert.Empty(CachePolicies.All.Where(p => !p.NeedsTrace).Select(p => p.Name).Except(s_references.Keys));
}
