using System.Numerics;

namespace HybridAi.Core.Routing.Tasks;

/// <summary>
/// What the classifier sees of a request: words, their beginnings and pairs of them as hashed numbers, apart for where they stand, and a few facts
/// of its form. Classifier and training share it, so a change here asks for new weights.
/// </summary>
internal static class TaskFeatures
{
    /// <summary>How many numbers there are; different features may share one.</summary>
    public const int Buckets = 1 << 14;

    /// <summary>How much of a text is looked at, in characters: what it is for stands at its beginning or at its end.</summary>
    public const int FirstCharacters = 1536;

    /// <summary>The same at its end.</summary>
    public const int LastCharacters = 512;

    private const int HeadTokens = 32;
    private const int TailTokens = 20;
    private const int SystemTokens = 48;
    private const int SystemCharacters = 512;
    private const float StartWeight = 0.5f;
    private const float BodyWeight = 0.4f;
    private const float SystemWeight = 0.7f;
    private const float HeadsWeight = 1.5f;
    private const float FormWeight = 0.15f;

    // A system prompt with as many words of tasks sets the task; what the user says is then mostly what it is done to.
    private const int WordsOfTask = 2;
    private const float SaidWeight = 0.3f;
    private const float SystemHeadsWeight = 1;

    // Where a feature stands.
    private const uint Edge = 0x9E3779B9;
    private const uint Begin = 0x85EBCA6B;
    private const uint Body = 0xC2B2AE35;
    private const uint Form = 0x27D4EB2F;
    private const uint Heads = 0x165667B1;
    private const uint SystemEdge = 0xD3A2646C;
    private const uint SystemHeads = 0xFD7046C5;

    /// <summary>Finds the features.</summary>
    /// <param name="prompt">What the user says last.</param>
    /// <param name="system">The system prompt, or nothing.</param>
    /// <param name="sink">Takes them.</param>
    public static void Read<TSink>(ReadOnlySpan<char> prompt, ReadOnlySpan<char> system, ref TSink sink)
        where TSink : struct, ITaskFeatureSink, allows ref struct
    {
        Span<TaskToken> buffer = stackalloc TaskToken[FirstCharacters + LastCharacters];
        var weight = AddSystem(system, buffer, ref sink) ? SaidWeight : 1;
        var count = prompt.Length <= FirstCharacters + LastCharacters
            ? TaskToken.Read(prompt, buffer)
            : TaskToken.Read(prompt[..FirstCharacters], buffer) is var first ? first + TaskToken.Read(prompt[^LastCharacters..], buffer[first..]) : 0;
        ReadOnlySpan<TaskToken> tokens = buffer[..count];
        var head = TaskToken.LengthOfFirstLine(tokens[..Math.Min(count, HeadTokens)]);
        var tail = TaskToken.LengthOfLastLine(tokens[^Math.Min(count - head, TailTokens)..]);

        AddStart(tokens, StartWeight * weight, ref sink);
        AddEdge(Edge, tokens[..head], weight, ref sink);
        AddEdge(Edge, tokens[^tail..], weight, ref sink);
        AddHeads(Heads, tokens[..head], tokens[^tail..], HeadsWeight * weight, ref sink);
        AddBody(tokens[head..^tail], ref sink);
        AddForm(prompt, tokens, ref sink);
    }

    // Says whether the system prompt sets a task. Its words count as those of the user do, and by weights of their own.
    private static bool AddSystem<TSink>(ReadOnlySpan<char> system, scoped Span<TaskToken> buffer, ref TSink sink)
        where TSink : struct, ITaskFeatureSink, allows ref struct
    {
        var count = TaskToken.Read(system[..Math.Min(system.Length, SystemCharacters)], buffer);
        ReadOnlySpan<TaskToken> said = buffer[..Math.Min(count, SystemTokens)];
        AddEdge(Edge, said, SystemWeight, ref sink);
        AddHeads(Heads, said, [], SystemWeight, ref sink);
        AddEdge(SystemEdge, said, SystemWeight, ref sink);
        AddHeads(SystemHeads, said, [], SystemHeadsWeight, ref sink);
        var words = 0;
        foreach (ref readonly var token in said)
        {
            if (token.Heads != 0)
                words++;
        }

        return words >= WordsOfTask;
    }

    private static void AddStart<TSink>(scoped ReadOnlySpan<TaskToken> tokens, float weight, ref TSink sink)
        where TSink : struct, ITaskFeatureSink, allows ref struct
    {
        if (tokens.Length == 0)
            return;
        sink.Add(Bucket(Begin, tokens[0].Word, 0));
        if (tokens.Length > 1)
            sink.Add(Bucket(Begin, tokens[0].Word, tokens[1].Word));
        sink.EndZone(weight);
    }

    private static void AddEdge<TSink>(uint place, scoped ReadOnlySpan<TaskToken> tokens, float weight, ref TSink sink)
        where TSink : struct, ITaskFeatureSink, allows ref struct
    {
        var count = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            sink.Add(Bucket(place, tokens[i].Word, 0));
            count++;
            if (tokens[i].Beginning != tokens[i].Word)
            {
                sink.Add(Bucket(place, tokens[i].Beginning, 1));
                count++;
            }

            if (i > 0)
            {
                sink.Add(Bucket(place, tokens[i - 1].Word, tokens[i].Word));
                count++;
            }
        }

        if (count > 0)
            sink.EndZone(weight / MathF.Sqrt(count));
    }

    // What words say of the task: each head, each pair of heads that follow each other, the first ones by their place.
    private static void AddHeads<TSink>(uint place, scoped ReadOnlySpan<TaskToken> first, scoped ReadOnlySpan<TaskToken> last, float weight, ref TSink sink)
        where TSink : struct, ITaskFeatureSink, allows ref struct
    {
        var (before, count, told) = (0u, 0, 0);
        for (var i = 0; i < first.Length + last.Length; i++)
        {
            var own = i < first.Length ? first[i].Heads : last[i - first.Length].Heads;
            if (own == 0)
                continue;
            for (var heads = own; heads != 0; heads &= heads - 1, count++)
            {
                var head = (uint)BitOperations.TrailingZeroCount(heads);
                sink.Add(Bucket(place, head, 0));
                if (told == 0)
                    sink.Add(Bucket(place, head, 1000));
                for (var others = before; others != 0; others &= others - 1)
                    sink.Add(Bucket(place, head, 1 + (uint)BitOperations.TrailingZeroCount(others)));
            }

            (before, told) = (own, told + 1);
        }

        if (count > 0)
            sink.EndZone(weight / MathF.Sqrt(count));
    }

    private static void AddBody<TSink>(scoped ReadOnlySpan<TaskToken> tokens, ref TSink sink)
        where TSink : struct, ITaskFeatureSink, allows ref struct
    {
        if (tokens.Length == 0)
            return;
        var count = 0;
        foreach (ref readonly var token in tokens)
        {
            for (var heads = token.Heads; heads != 0; heads &= heads - 1, count++)
                sink.Add(Bucket(Body, (uint)BitOperations.TrailingZeroCount(heads), 1));
        }

        if (count > 0)
            sink.EndZone(BodyWeight / MathF.Sqrt(tokens.Length));
    }

    private static void AddForm<TSink>(ReadOnlySpan<char> prompt, scoped ReadOnlySpan<TaskToken> tokens, ref TSink sink)
        where TSink : struct, ITaskFeatureSink, allows ref struct
    {
        var seen = prompt[..Math.Min(prompt.Length, FirstCharacters)];
        var end = prompt.TrimEnd();
        var asks = end.Length > 0 && end[^1] is '?' or '？' or '؟';
        var length = Step(tokens.Length, 3, 8, 16, 40, 120);
        sink.Add(Bucket(Form, 1, length));
        sink.Add(Bucket(Form, 2, asks ? 1u : 0));
        sink.Add(Bucket(Form, 3, (asks ? 8u : 0) + length));
        sink.Add(Bucket(Form, 4, seen.Contains("```", StringComparison.Ordinal) ? 1u : 0));
        sink.Add(Bucket(Form, 5, Step(seen.Count('\n'), 0, 2, 8)));
        sink.Add(Bucket(Form, 6, Step(PerMille(seen, "{}();=<>[]_"), 0, 10, 30, 60)));
        sink.Add(Bucket(Form, 7, Step(PerMille(seen, "0123456789"), 0, 20, 60, 150)));
        sink.Add(Bucket(Form, 8, Step(PerMille(seen, "+*/^=√∫%"), 0, 15, 50)));
        sink.EndZone(FormWeight);
    }

    private static int PerMille(ReadOnlySpan<char> text, ReadOnlySpan<char> characters)
    {
        var count = 0;
        foreach (var character in text)
        {
            if (characters.Contains(character))
                count++;
        }

        return text.Length == 0 ? 0 : Math.Max(count > 0 ? 1 : 0, count * 1000 / text.Length);
    }

    private static uint Step(int value, params ReadOnlySpan<int> limits)
    {
        var step = 0u;
        foreach (var limit in limits)
        {
            if (value > limit)
                step++;
        }

        return step;
    }

    // The last step of MurmurHash3 (Austin Appleby, public domain).
    private static int Bucket(uint place, uint one, uint other)
    {
        var hash = place ^ (one * 0x85EBCA6B) ^ (uint.RotateLeft(other, 15) * 0xC2B2AE35);
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return (int)((hash ^ (hash >> 16)) & (Buckets - 1));
    }
}
