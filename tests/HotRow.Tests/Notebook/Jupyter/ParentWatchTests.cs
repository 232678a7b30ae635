using System.Diagnostics;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>The kernel notices that its parent is gone.</summary>
public sealed class ParentWatchTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    public void Start_WithoutAParent_WatchesNothing(string? parent) => Assert.False(ParentWatch.Start(parent, () => Assert.Fail("gone")));

    [Fact]
    public void Start_ParentEnds_IsNoticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there the parent is named by an inherited handle");
        using var gone = new ManualResetEventSlim();
        using var parent = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, UseShellExecute = false })!;

        Assert.True(ParentWatch.Start(parent.Id.ToString(), gone.Set));
        Assert.False(gone.IsSet);
        parent.StandardInput.Close();

        Assert.True(gone.Wait(s_guard));
    }

    [Fact]
    public void Start_ParentIsGoneAlready_IsNoticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there the parent is named by an inherited handle");
        using var gone = new ManualResetEventSlim();
        using var parent = Process.Start(new ProcessStartInfo("true"))!;
        parent.WaitForExit();

        Assert.True(ParentWatch.Start(parent.Id.ToString(), gone.Set));

        Assert.True(gone.Wait(s_guard));
    }
}
