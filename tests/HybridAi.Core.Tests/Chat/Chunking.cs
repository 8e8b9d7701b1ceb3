using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Tests.Chat;

/// <summary>Rewrites a legal stream into another legal one of the same meaning: pieces cut smaller, choices mingled, usage repeated.</summary>
internal static class Chunking
{
    public static List<ChatEvent> Rearrange(IEnumerable<ChatEvent> events, int seed)
    {
        var random = new Random(seed);
        var all = events.SelectMany(e => Cut(e, random)).ToList();
        var lanes = all[1..^1].GroupBy(LaneOf).Select(lane => new Queue<ChatEvent>(lane)).ToList();
        List<ChatEvent> result = [all[0]];
        while (lanes.Count > 0)
        {
            var lane = lanes[random.Next(lanes.Count)];
            result.Add(lane.Dequeue());
            if (lane.Count == 0)
                lanes.Remove(lane);
        }
        var usage = result.FindIndex(e => e is ChatEvent.UsageReported);
        if (usage > 0)
            result.Insert(random.Next(1, usage + 1), new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 1 })));
        result.Add(all[^1]);
        return result;
    }

    private static int LaneOf(ChatEvent e) => e switch
    {
        ChatEvent.PartEvent part => part.Choice,
        ChatEvent.ChoiceFinished finished => finished.Choice,
        ChatEvent.FieldAdded { Choice: { } choice } => choice,
        ChatEvent.FieldAdded => -1,
        _ => -2,
    };

    private static IEnumerable<ChatEvent> Cut(ChatEvent e, Random random)
    {
        switch (e)
        {
            case ChatEvent.TextDelta d:
                return Pieces(d.Text.Length, random).Select((p, i) => (ChatEvent)(d with { Text = d.Text[p], Logprobs = Share(d.Logprobs, i) }));
            case ChatEvent.RefusalDelta d:
                return Pieces(d.Text.Length, random).Select((p, i) => (ChatEvent)(d with { Text = d.Text[p], Logprobs = Share(d.Logprobs, i) }));
            case ChatEvent.ReasoningDelta d:
                return Pieces(d.Addition.Text.Length, random).Select(p => (ChatEvent)(d with { Addition = d.Addition with { Text = d.Addition.Text[p] } }));
            case ChatEvent.ToolInputDelta d:
                return Pieces(d.Input.Utf8.Length, random).Select(p => (ChatEvent)(d with { Input = new Verbatim(d.Input.Utf8[p]) }));
            case ChatEvent.SpeechDelta d:
                var sound = Pieces(d.Data.Length, random).Select(p => (ChatEvent)(d with { Data = d.Data[p], Transcript = "", ExpiresAt = null }));
                var words = Pieces(d.Transcript.Length, random).Select(p => (ChatEvent)(d with { Data = default, Transcript = d.Transcript[p] }));
                return sound.Concat(words);
            default:
                return [e];
        }
    }

    private static IReadOnlyList<TokenLogprob> Share(IReadOnlyList<TokenLogprob> logprobs, int piece) => piece == 0 ? logprobs : [];

    /// <summary>Cuts a length at random places into one piece or more, some of them empty.</summary>
    private static List<Range> Pieces(int length, Random random)
    {
        var cuts = Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(length + 1)).Append(0).Append(length).Order().ToList();
        return cuts.Zip(cuts.Skip(1), (from, to) => from..to).ToList();
    }
}
