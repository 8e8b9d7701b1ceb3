namespace HybridAi.Core.Routing.Tasks;

/// <summary>Takes the features of a request as they are found.</summary>
internal interface ITaskFeatureSink
{
    /// <summary>A feature that the request has.</summary>
    /// <param name="bucket">Its number, below <see cref="TaskFeatures.Buckets"/>.</param>
    void Add(int bucket);

    /// <summary>The features since the last call belong together and count so much each.</summary>
    void EndZone(float scale);
}
