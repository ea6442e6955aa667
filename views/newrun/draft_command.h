// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QUndoCommand>

#include "views/newrun/run_composer.h"

namespace phi1 {

/// A change of the draft that was done already and can be taken back: "Undo reset to paper".
class DraftCommand final : public QUndoCommand
{
public:
    DraftCommand(const QString &text, RunComposer &composer, RunComposer::State before)
        : QUndoCommand(text)
        , m_composer(&composer)
        , m_before(std::move(before))
        , m_after(composer.state())
    {}

    void undo() override
    {
        if (m_composer)
            m_composer->setState(m_before);
    }
    void redo() override
    {
        if (!std::exchange(m_done, true))
            return;
        if (m_composer)
            m_composer->setState(m_after);
    }

private:
    QPointer<RunComposer> m_composer;
    RunComposer::State m_before, m_after;
    bool m_done = false;
};

} // namespace phi1
