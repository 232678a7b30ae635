namespace HotRow.Tests;

/// <summary>Changes valid bytes so that they may be valid no longer: the same seed, the same changes.</summary>
internal sealed class TraceMutations(ulong seed)
{
    private readonly Xoshiro256 _random = new(seed);

    /// <summary>A changed copy: one to four changes.</summary>
    internal byte[] Next(byte[] valid)
    {
        List<byte> bytes = [.. valid];
        for (var changes = _random.NextInt32(4) + 1; changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)_random.NextInt32(256));
            return;
        }

        var at = _random.NextInt32(bytes.Count);
        var some = Math.Min(_random.NextInt32(16) + 1, bytes.Count - at);
        switch (_random.NextInt32(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.NextInt32(8));
                break;
            case 1:
                bytes[at] = (byte)_random.NextInt32(256);
                break;
            case 2:
                // Lengths and signs live in bytes such as these, and so do the marks of text.
                ReadOnlySpan<byte> telling = [0, 1, 0x7F, 0x80, 0xFF, .. "09-,:'\"(){}[] \n\\#"u8];
                bytes[at] = telling[_random.NextInt32(telling.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.RemoveRange(at, some);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, some));
                break;
            case 6:
                bytes.InsertRange(_random.NextInt32(bytes.Count + 1), Enumerable.Repeat((byte)_random.NextInt32(256), some));
                break;
            default:
                for (var i = 0; i < some; i++)
                {
                    bytes[at + i] = 0xFF;
                }

                break;
        }
    }
}
