namespace HotRow;

public static partial class CachePolicies
{
    /// <summary>Belady's optimum among all policies: <see cref="BeladyPolicy"/> with bypass.</summary>
    public static readonly CachePolicyInfo BeladyBypass = Add(new("belady-bypass", "Belady 1966, Mattson et al. 1970", args => new BeladyPolicy(args, bypasses: true), NeedsTrace: true, Bypasses: true));
}
