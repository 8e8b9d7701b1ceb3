using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HybridAi.Storage.Sqlite;

/// <summary>
/// SQLite's calls that are made dozens of times a record, on a bare pointer: the provider's own take and return a reference to the
/// statement's handle each time, which cost a fifth of an insert.
/// </summary>
internal static partial class SqliteNative
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLite copies the text before the call returns.</summary>
    private const nint Transient = -1;

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int BindNumber(nint statement, int parameter, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_clear_bindings")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int ClearBindings(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Reset(nint statement);

    /// <summary>Binds a text; an empty one is an empty text, not NULL.</summary>
    public static int BindText(nint statement, int parameter, ReadOnlySpan<byte> utf8) =>
        BindText(statement, parameter, ref MemoryMarshal.GetReference(utf8.IsEmpty ? "\0"u8 : utf8), utf8.Length, Transient);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int BindText(nint statement, int parameter, ref readonly byte utf8, int length, nint destructor);
}
