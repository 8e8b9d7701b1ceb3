using System.Buffers;
using System.Buffers.Text;
using System.Text;
using HybridAi.Storage.Database;
using HybridAi.Storage.Usage;

namespace HybridAi.Storage.Sqlite;

/// <summary>Binds typed values to a prepared statement's parameters without boxing or allocating.</summary>
internal ref struct StatementBinder(nint statement, Span<byte> scratch)
{
    private readonly Span<byte> _scratch = scratch;

    public readonly void Number(UsageColumn column, long value) => SqliteNative.BindNumber(statement, (int)column + 1, value);

    public readonly void Number(UsageColumn column, long? value)
    {
        if (value is { } number)
            Number(column, number);
    }

    public readonly void Flag(UsageColumn column, bool value) => SqliteNative.BindNumber(statement, (int)column + 1, value ? 1 : 0);

    public readonly void Id(UsageColumn column, Guid value)
    {
        Utf8Formatter.TryFormat(value, _scratch, out var length);
        Text(column, _scratch[..length]);
    }

    public readonly void Text(UsageColumn column, ReadOnlySpan<byte> utf8) => SqliteNative.BindText(statement, (int)column + 1, utf8);

    public readonly void Text(UsageColumn column, string? value)
    {
        if (value is null)
            return;
        value = StorableText.Of(value);
        if (value.Length <= _scratch.Length / 3)
        {
            Text(column, _scratch[..Encoding.UTF8.GetBytes(value, _scratch)]);
            return;
        }
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        Text(column, rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented)));
        ArrayPool<byte>.Shared.Return(rented);
    }
}
