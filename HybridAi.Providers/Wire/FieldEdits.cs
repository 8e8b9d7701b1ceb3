using System.Text;

namespace HybridAi.Providers.Wire;

/// <summary>A provider's renames and removals of top-level fields, made ready for comparison with a body's bytes.</summary>
public sealed class FieldEdits
{
    /// <summary>Nothing to edit.</summary>
    public static readonly FieldEdits None = new(new Dictionary<string, string>(), [], []);

    private readonly (byte[] Name, string Text, FieldEdit Edit, byte[]? NewName)[] _edits;

    /// <summary>Prepares the edits.</summary>
    /// <param name="rename">From the dialect's name to the provider's.</param>
    /// <param name="drop">Fields to take out and name to the caller.</param>
    /// <param name="imply">Fields to take out without a word.</param>
    public FieldEdits(IReadOnlyDictionary<string, string> rename, IReadOnlyList<string> drop, IReadOnlyList<string> imply) =>
        _edits =
        [
            .. rename.Select(pair => (Utf8(pair.Key), pair.Key, FieldEdit.Rename, (byte[]?)Utf8($"\"{pair.Value}\""))),
            .. drop.Select(name => (Utf8(name), name, FieldEdit.Drop, (byte[]?)null)),
            .. imply.Select(name => (Utf8(name), name, FieldEdit.Imply, (byte[]?)null)),
        ];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _edits.Length == 0;

    /// <summary>What to do with a field.</summary>
    /// <param name="name">Its name in UTF-8, without quotes.</param>
    /// <param name="text">Its name as text, if there is anything to do.</param>
    /// <param name="newName">For a rename, the new name with quotes.</param>
    public FieldEdit Find(ReadOnlySpan<byte> name, out string text, out byte[]? newName)
    {
        foreach (ref readonly var edit in _edits.AsSpan())
        {
            if (name.SequenceEqual(edit.Name))
            {
                (text, newName) = (edit.Text, edit.NewName);
                return edit.Edit;
            }
        }

        (text, newName) = ("", null);
        return FieldEdit.Keep;
    }

    /// <summary>The names that are renamed to one, in UTF-8.</summary>
    /// <param name="newName">The provider's name in UTF-8, without quotes.</param>
    public IReadOnlyList<byte[]> SourcesOf(ReadOnlySpan<byte> newName)
    {
        List<byte[]>? sources = null;
        foreach (ref readonly var edit in _edits.AsSpan())
        {
            if (edit.NewName is { } name && newName.SequenceEqual(name.AsSpan()[1..^1]))
                (sources ??= []).Add(edit.Name);
        }

        return sources ?? (IReadOnlyList<byte[]>)[];
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>What happens to a field on its way to a provider.</summary>
public enum FieldEdit
{
    /// <summary>It passes.</summary>
    Keep,

    /// <summary>It passes under another name.</summary>
    Rename,

    /// <summary>It is taken out and named to the caller.</summary>
    Drop,

    /// <summary>It is taken out; its effect is there all the same.</summary>
    Imply,
}
