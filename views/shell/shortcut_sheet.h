// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/overlay.h"

class QScrollArea;

namespace phi1 {

class ActionRegistry;

/// F1 or ?: the keys that work on this page and those that work everywhere, by group.
class ShortcutSheet : public Overlay
{
    Q_OBJECT
public:
    ShortcutSheet(const ActionRegistry &registry, QWidget *window);

    /// What it shows now, one "keys: text" each; for tests and screen readers.
    QStringList lines() const { return m_lines; }

protected:
    QSize sizeIn(const QSize &window) const override;
    void aboutToOpen() override;
    QWidget *firstFocus() override;

private:
    const ActionRegistry &m_registry;
    QScrollArea *m_scroll;
    QStringList m_lines;
};

} // namespace phi1
