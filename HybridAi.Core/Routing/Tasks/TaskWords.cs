using System.Reflection;

namespace HybridAi.Core.Routing.Tasks;

/// <summary>Which words say something of a task: the heads of <c>task-words.txt</c> that they stand under, as bits.</summary>
internal sealed class TaskWords
{
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;
    private const int FilterSize = 1 << 14;

    private readonly Dictionary<uint, uint> _words = [];
    private readonly Dictionary<uint, uint> _beginnings = [];
    // Most words begin like none of them; this says so without a look-up.
    private readonly bool[] _filter = new bool[FilterSize];

    private TaskWords(TextReader lines)
    {
        var head = 0;
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
                head = head == 0 ? 1 : head << 1;
            else if (!line.StartsWith('#'))
            {
                foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    Add(word, (uint)head);
            }
        }
    }

    /// <summary>Those that come with the product.</summary>
    public static TaskWords BuiltIn { get; } = Load();

    /// <summary>How the hash of a text begins.</summary>
    public static uint Begin => Offset;

    /// <summary>The hash of a text that is one character longer (FNV-1a).</summary>
    public static uint Append(uint hash, char character) => (hash ^ char.ToLowerInvariant(character)) * Prime;

    /// <summary>The heads of a whole word, by its hash.</summary>
    public uint OfWord(uint hash) => _words.GetValueOrDefault(hash);

    /// <summary>The heads of what begins so, by the hash of the beginning.</summary>
    public uint OfBeginning(uint hash) => _filter[hash & (FilterSize - 1)] ? _beginnings.GetValueOrDefault(hash) : 0;

    private static TaskWords Load()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("task-words.txt")!);
        return new TaskWords(reader);
    }

    private void Add(string word, uint head)
    {
        var isBeginning = word.EndsWith('*') || TaskToken.IsWithoutSpaces(word[0]);
        var hash = Begin;
        foreach (var character in word.TrimEnd('*'))
            hash = Append(hash, character);
        var table = isBeginning ? _beginnings : _words;
        table[hash] = table.GetValueOrDefault(hash) | head;
        _filter[hash & (FilterSize - 1)] |= isBeginning;
    }
}
