namespace HotRow.Lab;

/// <summary>What the captions of all device charts say alike.</summary>
internal static class DeviceCaption
{
    /// <summary>Stands last in every caption of times, for a chart cannot know which device its numbers will come from.</summary>
    public const string NoGpu = "A device that is no GPU proves the results right; its times say nothing.";
}
