namespace HybridAi.Core.Usage;

/// <summary>What was found in journals of dead nodes.</summary>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Files">How many files; they are gone now.</param>
/// <param name="Records">How many records; some may have been in the database already.</param>
/// <param name="Interrupted">How many requests that were begun and not completed.</param>
/// <param name="DamagedBytes">How many bytes that could not be read: torn ends, or a broken disk.</param>
public readonly record struct JournalAdoption(int Nodes, int Files, long Records, long Interrupted, long DamagedBytes)
{
    /// <summary>Adds two of them.</summary>
    public static JournalAdoption operator +(JournalAdoption left, JournalAdoption right) => new(
        left.Nodes + right.Nodes, left.Files + right.Files, left.Records + right.Records, left.Interrupted + right.Interrupted, left.DamagedBytes + right.DamagedBytes);
}
