using HotRow.Lab;

namespace HotRow.Tests.Topics;

public sealed class HotRowDetectionTryTests
{
    [Fact]
    public void HotRows_MemoryForEveryRow_NamesAll()
    {
        // 4 MiB hold more counters of 44 B than there are rows that come.
        var result = Try.HotRows("space-saving", 4096, 100, 1);
        Assert.Equal(1, result.Numbers[0].Value);
        Assert.Equal(0, result.Numbers[1].Value);
    }

    [Fact]
    public void HotRows_SmallMemoryManyRows_SpaceSavingNamesFewerThanHeavyKeeper()
    {
        var spaceSaving = Try.HotRows("space-saving", 64, 1000, 1).Numbers[0].Value;
        var heavyKeeper = Try.HotRows("heavy-keeper", 64, 1000, 1).Numbers[0].Value;
        Assert.InRange(spaceSaving, 0.1, 0.6);
        Assert.InRange(heavyKeeper, 0.7, 1);
    }

    [Fact]
    public void StalePins_NothingMoved_PinsHoldTheLawsShare()
    {
        // The law's 5 % of 100,000 rows get 75.2 % at alpha 1; chance among the tail's ranks costs a little.
        var result = Try.StalePins(0);
        Assert.InRange(result.Numbers[1].Value, 0.72, 0.7523);
        Assert.InRange(result.Numbers[0].Value, 0, 6);
    }

    [Fact]
    public void StalePins_AllMoved_PinsHoldNoMoreThanAnyRows()
    {
        // 5 % of the rows, chosen by a ranking that says nothing any more.
        var result = Try.StalePins(1);
        Assert.InRange(result.Numbers[1].Value, 0.01, 0.2);
        Assert.True(result.Numbers[3].Value > 0.5);
    }

    [Fact]
    public void AlarmDelay_HandComputed_ComesOut()
    {
        // One window's deviation is sqrt(0.25 / 10,000) = 0.005, so a fall by 2.5 points is five of them: 8 / 4 + 1 = 3 windows.
        var result = Try.AlarmDelay(share: 0.5, fallPoints: 2.5, window: 10_000);
        Assert.Equal(5, result.Numbers[2].Value, 1e-9);
        Assert.Equal(3, result.Numbers[1].Value, 1e-9);
        Assert.Equal(30_000, result.Numbers[0].Value, 1e-6);
    }

    [Fact]
    public void AlarmDelay_WithinTheNoise_NeverComes() => Assert.Equal(double.PositiveInfinity, Try.AlarmDelay(0.5, 0.4, 10_000).Numbers[0].Value);

    [Fact]
    public void AlarmDelay_AgainstTheAlarmItself_IsNoFasterThanTheBound()
    {
        // The library's own alarm on a stream whose hot share falls from 0.9 to 0.5 at once: one row of two hot ones, the others cold.
        var alarm = new DriftAlarm(new() { WindowAccesses = 256, HotRows = 1 });
        var random = new Xoshiro256(5);
        void Feed(int count, double hot, Func<bool> stop)
        {
            for (var i = 0; i < count && !stop(); i++)
            {
                alarm.Add(random.NextDouble() < hot ? 0 : 1 + random.NextInt32(1000));
            }
        }

        Feed(256 * 20, 0.9, () => false);
        var fed = 0;
        Feed(256 * 20, 0.5, () => alarm.Alarms > 0 || fed++ < 0);
        Assert.True(fed <= Try.AlarmDelay(0.9, 40, 256).Numbers[0].Value + 256);
    }

    [Fact]
    public void Tries_HostileParameters_EndInOneLine()
    {
        foreach (var act in new Action[]
        {
            () => Try.HotRows("exact", 64, 100, 1),
            () => Try.HotRows("no\nsuch", 64, 100, 1),
            () => Try.HotRows("heavy-keeper", 64, 0, 1),
            () => Try.HotRows("heavy-keeper", 1, 1000, 1),
            () => Try.HotRows("heavy-keeper", int.MaxValue, 1000, 1),
            () => Try.HotRows("heavy-keeper", 64, 100, double.NaN),
            () => Try.StalePins(-0.1),
            () => Try.StalePins(double.NaN),
            () => Try.StalePins(0.1, 1, 0),
            () => Try.AlarmDelay(1, 1, 1000),
            () => Try.AlarmDelay(0.5, 60, 1000),
            () => Try.AlarmDelay(0.5, double.PositiveInfinity, 1000),
            () => Try.AlarmDelay(0.5, 1, int.MaxValue),
        })
        {
            var message = Assert.Throws<InputException>(act).Message;
            Assert.DoesNotContain('\n', message);
            Assert.Contains("; allowed: ", message, StringComparison.Ordinal);
        }
    }
}
