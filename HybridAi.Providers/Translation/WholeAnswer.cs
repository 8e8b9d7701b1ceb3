using System.Text.Unicode;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>Reads a provider's answer that was not streamed, as strictly as it takes to have the whole of it.</summary>
public static class WholeAnswer
{
    /// <summary>Reads it.</summary>
    /// <param name="reader">Its format's reader.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="facts">Gets what its record needs.</param>
    /// <param name="response">What it says; null if it is an error or wrong.</param>
    /// <param name="failure">The provider's error, if the answer is one in spite of its status.</param>
    /// <returns>What is wrong with the answer, or null.</returns>
    public static string? Read(IChatReader reader, ReadOnlySpan<byte> answer, ChatFacts facts, out ChatResponse? response, out ChatError? failure)
    {
        (response, failure) = (null, null);
        var events = new List<ChatEvent>();
        if (!Utf8.IsValid(answer))
            return "the answer is not valid UTF-8";
        if (reader.ReadAnswer(answer, events) is { } wrong)
            return wrong;
        var fold = new ChatFold();
        foreach (var next in events)
        {
            facts.Add(next);
            if (fold.Add(next) is var fault and not EventFault.None)
                return $"the answer is out of order: {fault}";
        }

        failure = fold.Error;
        if (failure is not null)
            return null;
        response = fold.IsOver ? fold.ToResponse() : null;
        return response is null ? "the answer is not whole" : null;
    }
}
