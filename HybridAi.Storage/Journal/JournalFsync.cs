namespace HybridAi.Storage.Journal;

/// <summary>What an appended frame survives.</summary>
public enum JournalFsync
{
    /// <summary>The death of the process: the frame is in the operating system's hands. The default.</summary>
    None,

    /// <summary>The loss of power: frames wait for a flush to the disk, one for all that arrive in the meantime.</summary>
    Group,
}
