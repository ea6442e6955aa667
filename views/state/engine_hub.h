// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QHash>
#include <QObject>

#include "views/state/engine_client.h"
#include "views/state/engine_process.h"

namespace phi1 {

/// The one engine of a window, shared by its pages: starts at the first need, hands out models by
/// path and dtype, counts who uses which and unloads what nobody does. Lives in the GUI thread.
class EngineHub final : public QObject
{
    Q_OBJECT
public:
    explicit EngineHub(const QString &program, QObject *parent = nullptr);
    ~EngineHub() override;

    EngineProcess &process() { return m_process; }
    EngineClient &client() { return m_client; }

    /// Calls back when the engine is ready, starting it if it never ran. If it died, or dies
    /// before, the error says how; a dead one is started again by restart() only.
    void whenReady(QObject *context, std::function<void(const EngineResult<bool> &)> then);
    void restart();

    /// Loads a checkpoint unless it is loaded, and keeps it until the matching releaseModel(). The
    /// holder's death releases it, too.
    void acquireModel(const QString &path, PaneDtype dtype, QObject *holder,
                      EngineClient::Answer<EngineModel> answer);
    /// What nobody holds is unloaded a moment later, so that changing one's mind costs nothing.
    void releaseModel(const QString &path, PaneDtype dtype, QObject *holder);

    /// What is known of a loaded model, null if it is not loaded (any more). Valid until control is
    /// back in the event loop.
    const EngineModel *model(const QString &modelId) const;
    int loadedModels() const; ///< that the engine holds now
    /// "Engine ready, 2 models", "Engine stopped", …, translated; empty while it never ran.
    QString statusText() const;
    bool hasProblem() const; ///< it died

signals:
    void statusChanged();
    void modelChanged(const QString &modelId); ///< its fingerprint or memory became known
    /// A new engine took the place of a dead one; nothing is loaded in it.
    void restarted();

private:
    struct Private;
    EngineProcess m_process;
    EngineClient m_client;
    std::unique_ptr<Private> d;
};

} // namespace phi1
