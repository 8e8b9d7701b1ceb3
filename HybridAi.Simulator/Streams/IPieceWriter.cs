using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Chat;

namespace HybridAi.Simulator.Streams;

/// <summary>Puts the pieces of an answer into the events of one wire.</summary>
internal interface IPieceWriter
{
    string ContentType { get; }

    /// <summary>What comes before the first piece.</summary>
    void WriteStart();

    /// <summary>A piece of a choice.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="last">The last of all choices' pieces.</param>
    /// <param name="reasoning">Reasoning tokens so far, this piece's included.</param>
    /// <param name="visible">Other output tokens so far.</param>
    void WritePiece(in StreamPiece piece, bool last, int reasoning, int visible);

    /// <summary>What comes after the last piece.</summary>
    void WriteEnd();

    /// <summary>An event that is no JSON.</summary>
    void WriteMalformed();

    /// <summary>An error in place of the rest.</summary>
    void WriteError(ApiError error);
}
