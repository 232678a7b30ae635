namespace HotRow.Serving;

/// <summary>How long devices need to exchange bytes.</summary>
public interface ICollectiveCost
{
    /// <summary>Time until every device has the sum of all devices' arrays.</summary>
    /// <param name="bytes">Bytes of one device's array.</param>
    /// <param name="devices">How many devices; 1 needs no time.</param>
    /// <returns><i>Units:</i> ns.</returns>
    long AllReduceNs(long bytes, int devices);

    /// <summary>Time until bytes of one device are on another. <i>Units:</i> ns.</summary>
    long SendNs(long bytes);
}
