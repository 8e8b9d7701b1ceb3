using System.Buffers.Binary;
using HybridAi.Benchmarks.Upstream;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>
/// What stands for an answer's bytes: as many as a real one would have, of which the first say which prompt of whom it answers and how good it is. So whoever is given it sees whether it is theirs.
/// </summary>
/// <param name="Organization">The number of the organization that asked.</param>
/// <param name="Prompt">The number of the prompt.</param>
/// <param name="Quality">How good the answer is.</param>
internal readonly record struct AnswerBody(int Organization, int Prompt, double Quality)
{
    /// <summary>How many bytes say so.</summary>
    public const int StampLength = 16;

    private const int BytesPerToken = 4;

    /// <summary>How long an answer is. A stream has an event for each token, each as long as one of the upstream of the other benchmarks.</summary>
    public static int LengthOf(Answer answer, bool streamed) => streamed
        ? CannedAnswers.Role.Length + (int)(answer.Usage.Output * CannedAnswers.Content.Length)
        : CannedAnswers.Chat.Length + (int)(answer.Usage.Output * BytesPerToken);

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Organization);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Prompt);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], Quality);
    }

    public static AnswerBody Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadDoubleLittleEndian(bytes[8..]));
}
