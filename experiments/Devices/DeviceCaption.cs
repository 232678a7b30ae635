using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>What the captions of all device charts, and the notes of all device points, say alike.</summary>
internal static class DeviceCaption
{
    /// <summary>Stands last in every caption of times, for a chart cannot know which device its numbers will come from.</summary>
    public const string NoGpu = "A device that is no GPU proves the results right; its times say nothing.";

    /// <summary>The same behind a point's note, which knows its device; "" of a GPU.</summary>
    public static string NoteOf(Device device) => device.Info.IsGpu ? "" : "; no GPU: results are proved right, times say nothing";
}
