using HotRow.Tests.Caching;

namespace HotRow.Tests.Sketches;

public sealed class DriftAlarmTests
{
    private const int RowCount = 20_000;
    private static readonly DriftAlarmArgs s_args = new() { WindowAccesses = 1_000, HotRows = 64 };

    // 6 x 383 watched windows: even the unlucky case of the documentation, one false alarm in 19,000, makes one improbable.
    [Fact]
    public void Add_StationaryZipf_StaysSilent()
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var alarm = new DriftAlarm(s_args);

            Assert.False(alarm.Add(TestTraces.Zipf(RowCount, 400_000, 0.9, seed)), $"seed {seed}");
            Assert.Equal((400L, 0, true), (alarm.Windows, alarm.Alarms, alarm.IsWatching));
        }
    }

    // The hot rows become cold at once: the share falls by far more than 9 deviations, so the first whole window tells.
    [Fact]
    public void Add_SuddenShift_AlarmsWithinTwoWindowsAndLearnsAnew()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var alarm = new DriftAlarm(s_args);
            Assert.False(alarm.Add(TestTraces.Zipf(RowCount, 50_300, 0.9, seed)));
            var baseline = alarm.Baseline;
            var moved = Array.ConvertAll(TestTraces.Zipf(RowCount, 60_000, 0.9, seed + 100), row => RowCount - 1 - row);

            Assert.True(alarm.Add(moved.AsSpan(0, 2_000)), $"seed {seed}");
            Assert.False(alarm.IsWatching);
            Assert.False(alarm.Add(moved.AsSpan(2_000)));
            Assert.True(alarm.IsWatching);
            Assert.Equal(1, alarm.Alarms);
            Assert.Equal(baseline, alarm.Baseline, 0.05);
        }
    }

    // The drift workload exchanges each rank once on average over its trace, here 300 windows: of the share the hot set had at first,
    // about exp(-117 / 300) = 68 % are left after 117, the learning and calibration included. At a share near 0.4 and deviations near
    // 0.016 that is a fall by some eight deviations.
    [Fact]
    public void Add_DriftWorkload_AlarmsWithinAHundredWindows()
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var trace = MemoryTrace.Load(Workloads.Drift.Create(new WorkloadArgs { RowCount = RowCount, IndexCount = 300_000, Alpha = 0.9, Seed = seed }));
            var alarm = new DriftAlarm(s_args);

            Assert.True(alarm.Add(trace.Rows.Span[..((DriftAlarm.CalibrationWindows + 1 + 100) * 1_000)]), $"seed {seed}");
        }
    }

    // 16 windows at share 1 exactly, deviation sqrt(0.5) / 10 by the floor; then a share of 0: z = 14.1, above 9 in one window.
    [Fact]
    public void Add_ConstantShare_NeedsNoVariance()
    {
        var alarm = new DriftAlarm(new DriftAlarmArgs { WindowAccesses = 10, HotRows = 1 });
        Assert.False(alarm.Add(new int[10 * (DriftAlarm.CalibrationWindows + 20)]));
        Assert.Equal((1.0, 1.0, 0.0), (alarm.Baseline, alarm.Share, alarm.Sum));

        Assert.False(alarm.Add([1, 1, 1, 1, 1, 1, 1, 1, 1]));
        Assert.True(alarm.Add(1));
    }

    [Fact]
    public void Add_AnyRows_AllocatesNothing()
    {
        var alarm = new DriftAlarm(s_args);
        var rows = TestTraces.Zipf(RowCount, 30_000, 0.9, seed: 1);
        alarm.Add(rows);

        Assert.Equal(0, AllocatedBytes.Of(() => alarm.Add(rows)));
    }

    [Fact]
    public void Args_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DriftAlarmArgs { WindowAccesses = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DriftAlarmArgs { HotRows = -1 });
    }
}
