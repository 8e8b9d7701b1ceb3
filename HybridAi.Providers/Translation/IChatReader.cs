using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>Reads one answer of a provider. What it yields is legal by <see cref="ChatGrammar"/>, whatever the provider sends.</summary>
public interface IChatReader
{
    /// <summary>Reads a whole answer that was not streamed.</summary>
    /// <param name="body">The body of a successful answer.</param>
    /// <param name="events">Gets the events that it amounts to, from <see cref="ChatEvent.Started"/> to <see cref="ChatEvent.Ended"/>.</param>
    /// <returns>What is wrong with it, or null.</returns>
    string? ReadAnswer(ReadOnlySpan<byte> body, List<ChatEvent> events);

    /// <summary>Reads the next event of a stream.</summary>
    /// <param name="eventName">Its name, empty if it has none.</param>
    /// <param name="data">Its data; empty for a comment, which yields nothing.</param>
    /// <param name="events">Gets the events that it amounts to; none for one that says nothing.</param>
    /// <returns>What is wrong with it, or null.</returns>
    string? Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data, List<ChatEvent> events);

    /// <summary>
    /// The body of a stream is at its end. Ends the answer if it is whole although no terminator came; yields nothing if it was cut.
    /// </summary>
    /// <param name="events">Gets what is left to say, closed by <see cref="ChatEvent.Ended"/>.</param>
    void End(List<ChatEvent> events);
}
