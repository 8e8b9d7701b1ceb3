using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

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

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial long ColumnNumber(nint statement, int column);

    /// <summary>Throws what a call that did not succeed means.</summary>
    /// <exception cref="SqliteException">It did not succeed.</exception>
    public static void Check(int result, sqlite3 handle)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, handle);
    }

    /// <summary>A column's text, until the next step.</summary>
    public static unsafe ReadOnlySpan<byte> ColumnText(nint statement, int column)
    {
        var text = ColumnTextPointer(statement, column);
        return new ReadOnlySpan<byte>((void*)text, ColumnBytes(statement, column));
    }

    /// <summary>Binds a text; an empty one is an empty text, not NULL.</summary>
    public static int BindText(nint statement, int parameter, ReadOnlySpan<byte> utf8) =>
        BindText(statement, parameter, ref MemoryMarshal.GetReference(utf8.IsEmpty ? "\0"u8 : utf8), utf8.Length, Transient);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int BindText(nint statement, int parameter, ref readonly byte utf8, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_text")]
    [SuppressGCTransition]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint ColumnTextPointer(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int ColumnBytes(nint statement, int column);
}
