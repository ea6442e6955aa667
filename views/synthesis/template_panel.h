// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/synthesis/generate_session.h"

class QPlainTextEdit;

namespace phi1 {

class ElidedLabel;
class IconButton;
class TextLabel;

/// The templates of a prompt, with placeholders in colour, and beside them a prompt of the plan as
/// it would be sent.
class TemplatePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit TemplatePanel(QWidget *parent = nullptr);

    void setTemplates(const QString &system, const QString &text);
    QString systemTemplate() const;
    QString promptTemplate() const;
    void setPlan(const GeneratePlan &plan); ///< its problem is shown in the place of the preview
    void setPreview(const PromptPreview &preview);
    QWidget *editor() const;

signals:
    void edited();
    void promptWanted(quint64 item);

private:
    void restyle();
    void step(qint64 by);

    QPlainTextEdit *m_system;
    QPlainTextEdit *m_text;
    QPlainTextEdit *m_preview;
    TextLabel *m_problem;
    ElidedLabel *m_cell;
    TextLabel *m_place;
    IconButton *m_previous, *m_next, *m_random;
    quint64 m_item = 0, m_count = 0;
};

} // namespace phi1
