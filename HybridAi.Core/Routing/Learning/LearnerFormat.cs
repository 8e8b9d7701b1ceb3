using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// What was learned, as bytes: a version, what is learned of all requests, that of each deployment, and the SHA-256 of all that. Numbers are little-endian. What was written by
/// another version, or is not whole, is nothing; it is learned anew.
/// </summary>
public static class LearnerFormat
{
    private const int Version = 1;
    private const int MostCells = 1 + AnswerCells.Places;
    private const int MostOutputs = 1 + UsualOutputs.Places;
    private const int LongestId = 1024;

    /// <summary>Writes what was learned.</summary>
    /// <param name="learner">What has learned.</param>
    public static byte[] Write(Learner learner)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(FeatureVector.Size);
            UsualOutput[] outputs = [.. learner.Outputs.All];
            writer.Write(outputs.Length);
            foreach (var one in outputs)
                Write(writer, one.Key, [one.Weight, one.Tokens, one.Feature]);
            KeyValuePair<string, LearnedDeployment>[] deployments = [.. learner.Deployments.Where(pair => pair.Key.Length <= LongestId)];
            writer.Write(deployments.Length);
            foreach (var (id, learned) in deployments)
                Write(writer, id, learned);
        }

        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <summary>Has a learner go on from what was learned before.</summary>
    /// <param name="learner">A learner that knows nothing yet.</param>
    /// <param name="bytes">What <see cref="Write(Learner)"/> gave.</param>
    /// <returns>Whether the bytes are whole and of this version; if not, the learner is as it was.</returns>
    public static bool TryRead(Learner learner, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SHA256.HashSizeInBytes)
            return false;
        var content = bytes[..^SHA256.HashSizeInBytes];
        if (!bytes[^SHA256.HashSizeInBytes..].SequenceEqual(SHA256.HashData(content)))
            return false;
        using var reader = new BinaryReader(new MemoryStream(content.ToArray(), writable: false), Encoding.UTF8);
        if (reader.ReadInt32() != Version || reader.ReadInt32() != FeatureVector.Size)
            return false;
        var outputs = new UsualOutput[Math.Min(reader.ReadInt32(), MostOutputs)];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = new UsualOutput(reader.ReadUInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        learner.Outputs.Restore(outputs);
        var deployments = Math.Min(reader.ReadInt32(), Learner.Most);
        for (var i = 0; i < deployments; i++)
            Read(reader, learner);
        return true;
    }

    private static void Write(BinaryWriter writer, string id, LearnedDeployment learned)
    {
        var known = learned.Publish();
        writer.Write(id);
        Write(writer, (ulong)known.At, [known.EwmaWhole, known.EwmaFirst]);
        Write(writer, (ulong)known.Outage.At, [known.Outage.Down, known.Outage.Degraded]);
        Write(writer, known.Whole);
        Write(writer, known.First);
        Write(writer, known.Failure);
        AnswerCell[] cells = [.. learned.Answers.All];
        writer.Write(cells.Length);
        foreach (var cell in cells)
            Write(writer, cell.Key, [cell.Weight, cell.Usable, cell.Length, cell.Cached, cell.Counted]);
    }

    private static void Read(BinaryReader reader, Learner learner)
    {
        var id = reader.ReadString();
        var (at, whole, first) = (reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());
        var (seen, down, degraded) = (reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());
        var known = new PublishedDeployment(
            at, ReadView(reader, FilterShapes.Whole), ReadView(reader, FilterShapes.First), ReadView(reader, FilterShapes.Failure), new OutageFilter(down, degraded, seen), whole, first);
        var cells = new AnswerCell[Math.Min(reader.ReadInt32(), MostCells)];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = new AnswerCell(reader.ReadUInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        learner.Add(id)?.Restore(known, cells);
    }

    private static void Write(BinaryWriter writer, FilterView view) =>
        Write(writer, (ulong)view.At, [view.Count, view.Noise, .. view.Mean, .. view.Covariance]);

    private static FilterView ReadView(BinaryReader reader, FilterShape shape)
    {
        var (at, count, noise) = (reader.ReadInt64(), (long)reader.ReadDouble(), reader.ReadDouble());
        var (mean, covariance) = (new double[FeatureVector.Size], new double[FeatureVector.Size * FeatureVector.Size]);
        foreach (ref var value in mean.AsSpan())
            value = reader.ReadDouble();
        foreach (ref var value in covariance.AsSpan())
            value = reader.ReadDouble();
        return new FilterView(shape, mean, covariance, noise, at, count);
    }

    private static void Write(BinaryWriter writer, ulong key, ReadOnlySpan<double> values)
    {
        writer.Write(key);
        foreach (var value in values)
            writer.Write(value);
    }
}
