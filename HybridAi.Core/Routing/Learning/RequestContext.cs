namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// What kind of request one is, as keys from the wide to the narrow: the model's name as the caller gives it, and the task; those with its size and whether it is a stream; those with its region. What is learned of a
/// narrow kind is held together with what is learned of the wider one, so that rare kinds borrow from common ones. Keys are the same after a restart.
/// </summary>
/// <param name="Task">Model and task.</param>
/// <param name="Kind">Model, task, size class, stream or not.</param>
/// <param name="Place">All that and the region.</param>
internal readonly record struct RequestContext(ulong Task, ulong Kind, ulong Place)
{
    private const ulong Basis = 0xCBF2_9CE4_8422_2325;
    private const ulong Prime = 0x0000_0100_0000_01B3;
    private const int SmallestClass = 8;

    public static RequestContext Of(RouteRequest request)
    {
        var task = Mix(Mix(Basis, request.AskedModel ?? request.Model), request.Task ?? "");
        var kind = Mix(task, (ulong)((2 * SizeClass(request.InputTokens)) + (request.Streamed ? 1 : 0)));
        return new RequestContext(task, kind, Mix(kind, request.Region ?? ""));
    }

    /// <summary>Classes of inputs: up to 511 tokens, 2,047, 8,191 and so on, each four times the one before.</summary>
    public static int SizeClass(int inputTokens) => Math.Max(0, Math.ILogB(Math.Max(1, inputTokens)) - SmallestClass + 1) / 2;

    // FNV-1a (G. Fowler, L. Noll, K. Vo), by characters; the length parts one text from the next.
    private static ulong Mix(ulong hash, string text)
    {
        foreach (var character in text)
            hash = (hash ^ character) * Prime;
        return Mix(hash, (ulong)text.Length);
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * Prime;
        return hash ^ (hash >> 29);
    }
}
