namespace HybridAi.Benchmarks.Load;

/// <summary>What a right answer looks like: learnt from the upstream itself, as every proxy must hand on just that.</summary>
internal sealed record ExpectedAnswer(int Status, long BodyLength, bool EndsWithDone)
{
    public static ExpectedAnswer From(Answer answer, bool stream)
    {
        if (answer.Status != StatusCodes.Status200OK || answer.EndsWithDone != stream)
            throw new InvalidOperationException($"The first answer is wrong: {answer}.");
        return new(answer.Status, answer.BodyLength, answer.EndsWithDone);
    }

    public bool Matches(Answer answer) =>
        answer.Status == Status && answer.BodyLength == BodyLength && answer.EndsWithDone == EndsWithDone;
}
