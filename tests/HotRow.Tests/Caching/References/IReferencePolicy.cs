namespace HotRow.Tests.Caching.References;

/// <summary>A policy written in the plainest way, from its paper and without regard to speed, to compare ours with.</summary>
internal interface IReferencePolicy
{
    /// <summary>Whether the row was resident, and which row left for it (-1: none).</summary>
    (bool Hit, int Evicted) Access(int row);
}
